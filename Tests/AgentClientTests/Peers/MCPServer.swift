import AdCP
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Logging
import Synchronization
import Testing

/// A well-behaved MCP server on a loopback port, which a test can give other answers in places.
final class MCPServer: Sendable {
    typealias Respond = @Sendable (MCPRequest) async throws -> Response?

    let port: Int
    private let log: RequestLog

    private init(port: Int, log: RequestLog) {
        self.port = port
        self.log = log
    }

    var url: String { "http://127.0.0.1:\(self.port)/mcp" }

    /// All requests so far.
    var requests: [MCPRequest] { self.log.requests.withLock { $0 } }

    /// Methods of the requests so far.
    var methods: [String] { self.requests.map(\.method) }

    /// Serves while `body` runs.
    ///
    /// - Parameter respond: answers a request; nil leaves it to the server's good manners.
    static func run<Value: Sendable>(
        _ respond: @escaping Respond = { _ in nil }, _ body: (MCPServer) async throws -> Value
    ) async throws -> Value {
        let log = RequestLog()
        let responder = CallbackResponder<BasicRequestContext> { request, _ in
            let request = try await MCPRequest(request)
            log.requests.withLock { $0.append(request) }
            return try await respond(request) ?? request.goodAnswer
        }
        return try await withWebServer(responder) { port in
            try await body(MCPServer(port: port, log: log))
        }
    }
}

private final class RequestLog: Sendable {
    let requests = Mutex<[MCPRequest]>([])
}
