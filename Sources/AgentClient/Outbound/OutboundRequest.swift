import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A POST to another party.
struct OutboundRequest: Sendable {
    let url: OutboundURL
    /// May hold secrets; never part of a failure or a log.
    var headers: HTTPHeaders
    let body: ByteBuffer

    func prepared(_ departure: Departure) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: self.url.text)
        request.method = .POST
        request.headers = self.headers
        request.body = .stream(
            DepartingBody(bytes: self.body, departure: departure), length: .known(Int64(self.body.readableBytes)))
        return request
    }
}
