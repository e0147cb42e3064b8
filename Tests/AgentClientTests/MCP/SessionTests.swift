import AdCP
import Hummingbird
import Synchronization
import Testing

@testable import AgentClient

struct SessionTests {
    @Test func `the handshake comes first, and its outcome is in every later request`() async throws {
        try await MCPServer.run({ request in
            request.method == "initialize" ? request.handshake(session: "abc", version: "2025-03-26") : nil
        }) { server in
            try await withClient { client in
                for _ in 0..<3 { #expect(await client.call(at: server.url, token: "token").kind == .completed) }
                #expect(
                    server.methods == [
                        "initialize", "notifications/initialized", "tools/call", "tools/call", "tools/call",
                    ])
                #expect(server.requests.allSatisfy { $0.header("authorization") == "Bearer token" })
                #expect(server.requests.allSatisfy { $0.header("content-type") == "application/json" })
                #expect(
                    server.requests.allSatisfy { $0.header("accept") == "application/json, text/event-stream" })
                let first = try #require(server.requests.first)
                #expect(first.json["params"]?["protocolVersion"]?.string == "2025-06-18")
                #expect(first.header("mcp-session-id") == nil)
                #expect(first.header("mcp-protocol-version") == nil)
                for request in server.requests.dropFirst() {
                    #expect(request.header("mcp-session-id") == "abc")
                    #expect(request.header("mcp-protocol-version") == "2025-03-26")
                }
            }
        }
    }

    @Test func `a server without sessions`() async throws {
        try await MCPServer.run({ $0.method == "initialize" ? $0.handshake(session: nil) : nil }) { server in
            try await withClient { client in
                #expect(await client.call(at: server.url).kind == .completed)
                #expect(await client.call(at: server.url).kind == .completed)
                #expect(server.methods.filter { $0 == "initialize" }.count == 1)
                #expect(server.requests.allSatisfy { $0.header("mcp-session-id") == nil })
            }
        }
    }

    @Test func `a handshake answered by an event stream`() async throws {
        try await MCPServer.run({ request in
            guard request.method == "initialize" else { return nil }
            let message = #"{"jsonrpc":"2.0","id":\#(request.id.text),"result":{"protocolVersion":"2025-11-25"}}"#
            var response = request.events("event: message\ndata: \(message)\n\n")
            response.headers[.init("mcp-session-id")!] = "s"
            return response
        }) { server in
            try await withClient { #expect(await $0.call(at: server.url).kind == .completed) }
            #expect(server.requests.last?.header("mcp-protocol-version") == "2025-11-25")
        }
    }

    @Test func `agents and credentials have sessions of their own`() async throws {
        try await MCPServer.run { server in
            try await withClient { client in
                for token in ["a", "b", nil, "a", "b", nil] {
                    #expect(await client.call(at: server.url, token: token).kind == .completed)
                }
                #expect(server.methods.filter { $0 == "initialize" }.count == 3)
                #expect(server.requests.last?.header("authorization") == nil)
            }
        }
    }

    @Test(arguments: [404, 400])
    func `a session that is gone is opened again, and the call sent again once`(status: Int) async throws {
        let sessions = Sessions()
        try await MCPServer.run({ request in
            switch request.method {
            case "initialize": return request.handshake(session: sessions.open())
            case "tools/call":
                if request.header("mcp-session-id") == sessions.current { return nil }
                return request.error(
                    -32600, status == 404 ? "Session not found" : "Bad Request: Missing session ID",
                    status: .init(code: status), id: "server-error")
            default: return nil
            }
        }) { server in
            try await withClient { client in
                #expect(await client.call(at: server.url).kind == .completed)
                sessions.expire()
                #expect(await client.call(arguments: #"{"same":"bytes"}"#, at: server.url).kind == .completed)
                let calls = server.requests.filter { $0.method == "tools/call" }
                #expect(calls.count == 3)
                #expect(calls[1].body == calls[2].body)
            }
        }
    }

    @Test func `a session that stays gone is the agent's answer`() async throws {
        try await MCPServer.run({ $0.method == "tools/call" ? .status(.notFound) : nil }) { server in
            try await withClient { client in
                #expect(await client.call(at: server.url).kind == .httpError(404, retryAfter: nil))
                #expect(server.methods.filter { $0 == "tools/call" }.count == 2)
            }
        }
    }

    @Test func `404 without a session is the agent's answer`() async throws {
        try await MCPServer.run({ request in
            switch request.method {
            case "initialize": request.handshake(session: nil)
            case "tools/call": .status(.notFound)
            default: nil
            }
        }) { server in
            try await withClient { client in
                #expect(await client.call(at: server.url).kind == .httpError(404, retryAfter: nil))
                #expect(server.methods.filter { $0 == "tools/call" }.count == 1)
            }
        }
    }

    @Test func `a session that is gone and cannot be opened again: the call was not sent`() async throws {
        let sessions = Sessions()
        try await MCPServer.run({ request in
            switch request.method {
            case "initialize":
                sessions.count == 0 ? request.handshake(session: sessions.open()) : .status(.internalServerError)
            case "tools/call": .status(.notFound)
            default: nil
            }
        }) { server in
            try await withClient { #expect(await $0.call(at: server.url).kind == .notSent) }
        }
    }

    @Test func `many calls at once share one handshake`() async throws {
        try await MCPServer.run { server in
            try await withClient { client in
                await withTaskGroup(of: Kind.self) { group in
                    for _ in 0..<20 { group.addTask { await client.call(at: server.url).kind } }
                    for await kind in group { #expect(kind == .completed) }
                }
                #expect(server.methods.filter { $0 == "initialize" }.count == 1)
                #expect(server.methods.filter { $0 == "tools/call" }.count == 20)
                let ids = server.requests.filter { $0.method == "tools/call" }.map(\.id.text)
                #expect(Set(ids).count == 20)
            }
        }
    }

    @Test(arguments: [
        (500, Kind.notSent), (404, .notSent), (307, .notSent), (400, .notSent), (503, .notSent),
        (401, .httpError(401, retryAfter: nil)), (403, .httpError(403, retryAfter: nil)),
        (429, .httpError(429, retryAfter: nil)),
    ])
    func `a handshake that fails calls no tool`(status: Int, kind: Kind) async throws {
        try await MCPServer.run({ $0.method == "initialize" ? .status(.init(code: status)) : nil }) { server in
            try await withClient { #expect(await $0.call(at: server.url).kind == kind) }
            #expect(!server.methods.contains("tools/call"))
        }
    }

    @Test(arguments: [
        JSON.null, [:], ["protocolVersion": 1], ["protocolVersion": "x\r\ny: z"], ["protocolVersion": "2026-07-28"],
    ])
    func `a malformed handshake calls no tool`(result: JSON) async throws {
        try await MCPServer.run({ $0.method == "initialize" ? $0.result(result) : nil }) { server in
            try await withClient { #expect(await $0.call(at: server.url).kind == .notSent) }
            #expect(server.methods == ["initialize"])
        }
    }

    @Test func `throttling of the handshake says how long to wait`() async throws {
        for status in [429, 503] {
            try await MCPServer.run({ _ in .status(.init(code: status), ["retry-after": "33"]) }) { server in
                try await withClient { client in
                    #expect(await client.call(at: server.url).kind == .httpError(status, retryAfter: 33))
                }
            }
        }
    }

    @Test func `a failed handshake is tried again by the next call`() async throws {
        let sessions = Sessions()
        try await MCPServer.run({ request in
            guard request.method == "initialize" else { return nil }
            sessions.expire()
            return sessions.count == 1 ? .status(.internalServerError) : nil
        }) { server in
            try await withClient { client in
                #expect(await client.call(at: server.url).kind == .notSent)
                #expect(await client.call(at: server.url).kind == .completed)
            }
        }
    }

    @Test(arguments: ["", "/", "/mcp/", "/agents/mcp"])
    func `a server at another form of the URL is found and remembered`(path: String) async throws {
        let right = path == "/agents/mcp" ? "/agents/mcp/" : "/mcp"
        try await MCPServer.run({ $0.path == right ? nil : .status(.notFound) }) { server in
            try await withClient { client in
                let url = "http://127.0.0.1:\(server.port)\(path)"
                #expect(await client.call(at: url).kind == .completed)
                #expect(server.requests.filter { $0.method != "initialize" }.allSatisfy { $0.path == right })
                let count = server.requests.count
                #expect(await client.call(at: url).kind == .completed)
                #expect(server.requests.count == count + 1)
            }
        }
    }

    @Test func `a tool is never called at a URL that shook no hands`() async throws {
        try await MCPServer.run({ request in
            request.path == "/mcp" && request.method == "initialize" ? nil : .status(.notFound)
        }) { server in
            try await withClient { client in
                #expect(
                    await client.call(at: "http://127.0.0.1:\(server.port)").kind == .httpError(404, retryAfter: nil))
                #expect(server.requests.filter { $0.method == "tools/call" }.allSatisfy { $0.path == "/mcp" })
            }
        }
    }

    @Test func `a server that knows no handshakes is spoken to without`() async throws {
        try await MCPServer.run({ request in
            switch request.method {
            case "initialize":
                request.error(-32022, "Unsupported", data: ["supported": ["2026-07-28"]], status: .badRequest)
            case "server/discover":
                request.result(["supportedVersions": ["2026-07-28"], "resultType": "complete"])
            case "tools/call":
                request.result([
                    "resultType": "complete", "content": [], "structuredContent": ["status": "completed"],
                ])
            default: nil
            }
        }) { server in
            try await withClient { client in
                #expect(await client.call("a_tool", at: server.url).kind == .completed)
                #expect(await client.call("a_tool", at: server.url).kind == .completed)
                #expect(server.methods == ["initialize", "server/discover", "tools/call", "tools/call"])
                let call = try #require(server.requests.last)
                #expect(call.header("mcp-protocol-version") == "2026-07-28")
                #expect(call.header("mcp-method") == "tools/call")
                #expect(call.header("mcp-name") == "a_tool")
            }
        }
    }
}

/// Numbers sessions, and knows which one is open.
private final class Sessions: Sendable {
    private let opened = Mutex(0)

    var count: Int { self.opened.withLock { $0 } }
    var current: String { "session-\(self.count)" }

    func open() -> String {
        self.expire()
        return self.current
    }

    func expire() {
        self.opened.withLock { $0 += 1 }
    }
}
