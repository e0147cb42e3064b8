import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A request to another party.
struct OutboundRequest: Sendable {
    var method = HTTPMethod.POST
    let url: OutboundURL
    /// May hold secrets; never part of a failure or a log.
    var headers: HTTPHeaders
    var body = ByteBuffer()

    func prepared(_ departure: Departure) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: self.url.text)
        request.method = self.method
        request.headers = self.headers
        if self.method != .GET {
            request.body = .stream(
                DepartingBody(bytes: self.body, departure: departure), length: .known(Int64(self.body.readableBytes)))
        }
        return request
    }
}
