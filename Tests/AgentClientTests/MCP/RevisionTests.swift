import AdCP
import HTTPTypes
import Testing

@testable import AgentClient

/// Agents that are held to one revision of MCP.
struct RevisionTests {
    private static func endpoint(_ server: MCPServer, _ revision: MCPRevision?) -> AgentEndpoint {
        AgentEndpoint(url: server.url, mcpRevision: revision, bearerToken: "token")
    }

    private static func call(_ client: MCPClient, _ server: MCPServer, _ revision: MCPRevision?) async -> Kind {
        await client.call(
            "a_tool", arguments: #"{"b":1,"a":2}"#, of: Self.endpoint(server, revision), timeout: .seconds(30)
        ).kind
    }

    private static let completed: JSON = [
        "resultType": "complete", "content": [], "structuredContent": ["status": "completed"],
    ]

    @Test func `an agent without handshakes gets none, and each request says what it is`() async throws {
        try await MCPServer.run({ request in
            switch request.method {
            case "tools/call": request.result(Self.completed)
            case "tools/list": request.result(["resultType": "complete", "tools": [["name": "a_tool"]]])
            default: nil
            }
        }) { server in
            var configuration = MCPClient.Configuration()
            (configuration.name, configuration.version) = ("us", "7")
            try await withClient(configuration: configuration) { client in
                #expect(await Self.call(client, server, .stateless) == .completed)
                let agent = Self.endpoint(server, .stateless)
                let tools = try await client.tools(of: agent, timeout: .seconds(30))
                #expect(tools == ["a_tool"])
            }
            #expect(server.methods == ["tools/call", "tools/list"])
            for request in server.requests {
                #expect(request.path == "/mcp")
                #expect(request.header("mcp-protocol-version") == "2026-07-28")
                #expect(request.header("mcp-method") == request.method)
                #expect(request.header("mcp-name") == (request.method == "tools/call" ? "a_tool" : nil))
                #expect(request.header("mcp-session-id") == nil)
                #expect(request.header("authorization") == "Bearer token")
                #expect(
                    request.json["params"]?["_meta"] == [
                        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                        "io.modelcontextprotocol/clientInfo": ["name": "us", "version": "7"],
                        "io.modelcontextprotocol/clientCapabilities": [:],
                    ])
            }
            #expect(server.requests.first?.body.contains(#""arguments":{"b":1,"a":2}"#) == true)
        }
    }

    @Test(arguments: [-32020, -32022])
    func `a server that does not take the revision ran no tool`(code: Int) async throws {
        try await MCPServer.run({ request in
            request.error(code, "no", data: ["supported": ["2027-01-01"]], status: .badRequest)
        }) { server in
            try await withClient { client in
                #expect(await Self.call(client, server, .stateless) == .notSent)
                #expect(server.methods == ["tools/call"])
            }
        }
    }

    @Test func `other errors of a server without handshakes are its answer to the call`() async throws {
        try await MCPServer.run({ $0.error(-32603, "no", status: .ok) }) { server in
            try await withClient { #expect(await Self.call($0, server, .stateless) == .protocolError(-32603)) }
        }
    }

    @Test func `an agent that is held to handshakes is never spoken to without`() async throws {
        try await MCPServer.run({ request in
            switch request.method {
            case "initialize": request.error(-32022, "no", data: ["supported": ["2026-07-28"]], status: .badRequest)
            case "server/discover": request.result(["supportedVersions": ["2026-07-28"]])
            case "tools/call": request.result(Self.completed)
            default: nil
            }
        }) { server in
            try await withClient { client in
                #expect(await Self.call(client, server, .handshake) == .notSent)
                #expect(server.methods == ["initialize"])
                // What is known of an agent that is asked is nothing known of one that is held to something.
                #expect(await Self.call(client, server, nil) == .completed)
                #expect(await Self.call(client, server, .handshake) == .notSent)
                #expect(server.methods == ["initialize", "initialize", "server/discover", "tools/call", "initialize"])
            }
        }
    }
}
