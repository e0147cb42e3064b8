import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The answer of another party, whose body is still arriving.
struct OutboundResponse: Sendable {
    let status: Int
    let headers: HTTPHeaders
    private let body: HTTPClientResponse.Body

    init(_ response: HTTPClientResponse) {
        self.status = Int(response.status.code)
        self.headers = response.headers
        self.body = response.body
    }

    /// Media type in lower case, without parameters.
    var mediaType: String {
        let value = self.headers.first(name: "content-type") ?? ""
        return value.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
    }

    /// The whole body.
    ///
    /// - Throws: `BodyTooLarge` as soon as that shows, or what broke the connection.
    func wholeBody(limit: Int) async throws -> ByteBuffer {
        var whole = ByteBuffer()
        try await self.readBody(limit: limit) { part in
            whole.writeImmutableBuffer(part)
            return true
        }
        return whole
    }

    /// Gives the body away piece by piece, until it ends or the receiver has enough and returns false.
    func readBody(limit: Int, _ receive: (ByteBuffer) throws -> Bool) async throws {
        var count = 0
        for try await part in self.body {
            count += part.readableBytes
            guard count <= limit else { throw BodyTooLarge(limit: limit) }
            guard try receive(part) else { return }
        }
        // A cancelled body ends as if it were complete.
        try Task.checkCancellation()
    }
}

/// A body has more bytes than we take.
struct BodyTooLarge: Error {
    let limit: Int
}
