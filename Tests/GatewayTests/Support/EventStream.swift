import Gateway
import HummingbirdTesting
import AsyncHTTPClient
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import TestSupport

/// An answer that is read as it comes.
final class EventStream {
    private var body: HTTPClientResponse.Body.AsyncIterator
    private(set) var text = ""

    struct EndedEarly: Error {
        let text: String
    }

    init(_ body: HTTPClientResponse.Body) {
        self.body = body.makeAsyncIterator()
    }

    /// Reads until a text has come.
    func read(until expected: String) async throws {
        while !self.text.contains(expected) {
            guard let part = try await self.body.next() else { throw EndedEarly(text: self.text) }
            self.text += String(buffer: part)
        }
    }

    /// Reads to the end; returns everything that came.
    func readToEnd() async throws -> String {
        while let part = try await self.body.next() {
            self.text += String(buffer: part)
        }
        return self.text
    }
}

extension TestGateway {
    /// Opens a stream with the tenant's key. Only on a real socket.
    func withStream(_ path: String, _ body: (EventStream) async throws -> Void) async throws {
        try await Self.withStream(port: self.client.port ?? 0, path, key: self.key.text, body)
    }

    static func withStream(
        port: Int, _ path: String, key: String, _ body: (EventStream) async throws -> Void
    ) async throws {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(50))
        try await body(EventStream(response.body))
    }
}
