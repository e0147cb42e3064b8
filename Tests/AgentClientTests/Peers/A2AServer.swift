import AdCP
import Hummingbird

@testable import AgentClient

/// A well-behaved A2A agent on a loopback port, which a test can give another card and other answers in places.
struct A2AServer: Sendable {
    private let server: MCPServer

    /// Where the agent takes messages, and was registered.
    var url: String { "http://127.0.0.1:\(self.server.port)/a2a" }
    /// Messages to the agent so far.
    var calls: [MCPRequest] { self.server.requests.filter { $0.path == "/a2a" } }
    /// Paths of the requests so far, in order.
    var paths: [String] { self.server.requests.map(\.path) }

    /// - Parameters:
    ///   - card: the agent's card, given its URL.
    ///   - respond: answers any request; nil leaves it to the agent's good manners.
    static func run<Value: Sendable>(
        card: @escaping @Sendable (String) -> JSON = { CardFixture.card(url: $0) },
        _ respond: @escaping MCPServer.Respond = { _ in nil }, _ body: (A2AServer) async throws -> Value
    ) async throws -> Value {
        try await MCPServer.run({ request in
            if let response = try await respond(request) { return response }
            switch request.path {
            case "/.well-known/agent-card.json":
                return .json(card("http://\(request.authority ?? "")/a2a"))
            case "/a2a": return request.a2aResult(["status": "completed"])
            default: return .status(.notFound)
            }
        }) { try await body(A2AServer(server: $0)) }
    }
}

extension MCPRequest {
    /// A task that is over, with this body in its artifact, in the form of the request.
    func a2aResult(_ body: JSON, state: String = "COMPLETED") -> Response {
        let status: JSON
        switch self.method {
        case "SendMessage": status = ["state": .string("TASK_STATE_\(state)")]
        default: status = ["state": .string(state.lowercased())]
        }
        let artifacts: JSON = [["artifactId": "r", "parts": [["text": "Done"], ["data": body]]]]
        let task: JSON = ["id": "native-1", "contextId": "context-1", "status": status, "artifacts": artifacts]
        return self.result(self.method == "SendMessage" ? ["task": task] : task)
    }
}

/// Agent cards.
enum CardFixture {
    static func card(
        url: String, releases: [String] = ["1.0"], extensions: JSON = [], skills: JSON = [["id": "get_products"]]
    ) -> JSON {
        let interfaces = releases.map { release -> JSON in
            ["url": .string(url), "protocolBinding": "JSONRPC", "protocolVersion": .string(release)]
        }
        return [
            "name": "test", "supportedInterfaces": .array(interfaces), "capabilities": ["extensions": extensions],
            "skills": skills,
        ]
    }

    /// As A2A 0.3 has it.
    static func legacy(url: String) -> JSON {
        [
            "name": "test", "url": .string(url), "preferredTransport": "JSONRPC", "protocolVersion": "0.3.0",
            "capabilities": [:], "skills": [["id": "get_products"]],
        ]
    }

    static let profile: JSON = [["uri": "https://adcontextprotocol.org/extensions/adcp/v3", "required": true]]
}

extension A2AClient {
    /// A call that has time enough unless the test is about time.
    func call(
        _ tool: String = "create_media_buy", arguments: String = "{}", at url: String, token: String? = nil,
        timeout: Duration = .seconds(30)
    ) async -> AgentAnswer {
        await self.call(
            tool, arguments: arguments, of: AgentEndpoint(url: url, transport: .a2a, bearerToken: token),
            timeout: timeout)
    }
}
