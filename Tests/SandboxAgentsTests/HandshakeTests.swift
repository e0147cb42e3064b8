import AdCP
import Testing

@testable import SandboxAgents

@Suite struct HandshakeTests {
    @Test func `a session is given out, needed, and ended`() async throws {
        try await RunningSeller.run { seller in
            var buyer = try await Buyer(seller)
            #expect(buyer.session != nil)
            let notified = try await buyer.post(["jsonrpc": "2.0", "method": "notifications/initialized"])
            #expect(notified.status == 202)
            #expect(try await buyer.call("get_adcp_capabilities").status == 200)
            #expect(try await buyer.send("DELETE", "").status == 200)
            #expect(try await buyer.call("get_adcp_capabilities").status == 404)
            buyer.session = "unknown"
            #expect(try await buyer.call("get_adcp_capabilities").status == 404)
            buyer.session = nil
            let answer = try await buyer.call("get_adcp_capabilities")
            #expect(answer.status == 400)
            #expect(try answer.message["error"]?["code"] == -32600)
        }
    }

    @Test func `sessions expire after the calls they are given, or at once`() async throws {
        try await RunningSeller.run(configured: { $0.sessionCalls = 2 }) { seller in
            let buyer = try await Buyer(seller)
            #expect(try await buyer.call("get_products").status == 200)
            #expect(try await buyer.call("get_products").status == 200)
            #expect(try await buyer.call("get_products").status == 404)
            let other = try await Buyer(seller)
            #expect(try await seller.set(["expire_sessions": true]) == 200)
            #expect(try await other.call("get_products").status == 404)
        }
    }

    @Test func `a stateless seller needs no session`() async throws {
        try await RunningSeller.run(configured: { $0.isStateless = true }) { seller in
            let buyer = try await Buyer(seller)
            #expect(buyer.session == nil)
            #expect(try await buyer.call("get_products").status == 200)
        }
    }

    @Test func `a seller without handshakes takes what says what it is, and nothing else`() async throws {
        try await RunningSeller.run(configured: { $0.mcpRevision = .stateless }) { seller in
            // The buyer begins with a handshake, and gets no session.
            let buyer = try await Buyer(seller)
            #expect(buyer.session == nil)
            let handshake = try await buyer.post(["jsonrpc": "2.0", "id": 1, "method": "initialize"])
            #expect(handshake.status == 400)
            #expect(try handshake.message["error"]?["code"] == -32022)
            #expect(try handshake.message["error"]?["data"]?["supported"] == ["2026-07-28"])
            #expect(try await buyer.call("get_products").message["error"]?["code"] == -32602)

            func call(
                _ version: String, headers: [(String, String)], method: String = "tools/call"
            ) async throws -> JSON {
                try await buyer.post(
                    [
                        "jsonrpc": "2.0", "id": 1, "method": .string(method),
                        "params": [
                            "_meta": [
                                "io.modelcontextprotocol/protocolVersion": .string(version),
                                "io.modelcontextprotocol/clientCapabilities": [:],
                            ],
                            "name": "get_adcp_capabilities", "arguments": [:],
                        ],
                    ], headers: headers
                ).message
            }
            let version = ("mcp-protocol-version", "2026-07-28")
            let method = ("mcp-method", "tools/call")
            let name = ("mcp-name", "get_adcp_capabilities")
            for headers in [
                [], [version, method], [version, name], [method, name], [version, method, ("mcp-name", "x")],
            ] {
                #expect(try await call("2026-07-28", headers: headers)["error"]?["code"] == -32020)
            }
            let other = [("mcp-protocol-version", "2025-06-18"), method, name]
            #expect(try await call("2026-07-28", headers: other)["error"]?["code"] == -32020)
            #expect(try await call("2025-06-18", headers: other)["error"]?["code"] == -32022)
            let answer = try await call("2026-07-28", headers: [version, method, name])
            #expect(answer["result"]?["resultType"] == "complete")
            #expect(answer["result"]?["structuredContent"]?["adcp"] != nil)
            let discovery = try await call(
                "2026-07-28", headers: [version, ("mcp-method", "server/discover")], method: "server/discover")
            #expect(discovery["result"]?["supportedVersions"] == ["2026-07-28"])
        }
    }

    @Test func `a bearer token is needed where there are any`() async throws {
        try await RunningSeller.run(configured: { $0.tokens = ["first", "second"] }) { seller in
            let stranger = try await Buyer(seller, token: "third")
            let answer = try await stranger.call("get_products")
            #expect(answer.status == 401)
            #expect(answer.header("www-authenticate")?.hasPrefix("Bearer") == true)
            #expect(try await Buyer(seller, token: "second").call("get_products").status == 200)
        }
    }

    @Test func `messages that are no proper requests are told so`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            #expect(try await buyer.post(["jsonrpc": "2.0", "id": 1, "method": "ping"]).message["result"] == [:])
            #expect(
                try await buyer.post(["jsonrpc": "2.0", "id": 1, "method": "resources/list"]).message["error"]?["code"]
                    == -32601)
            #expect(
                try await buyer.post(["jsonrpc": "2.0", "id": 1, "method": "tools/call"]).message["error"]?["code"]
                    == -32602)
            let broken = try await buyer.send("POST", "{")
            #expect(broken.status == 400)
            #expect(try broken.message["error"]?["code"] == -32700)
            #expect(try await buyer.send("POST", "[]").status == 400)
            #expect(try await buyer.send("POST", "{}", headers: [("content-type", "text/plain")]).status == 415)
            #expect(try await buyer.send("POST", "{}", headers: [("accept", "text/html")]).status == 406)
            #expect(try await buyer.send("GET", "").status == 405)
            let unknown = try await buyer.call("buy_everything")
            #expect(try unknown.isError)
            #expect(try unknown.message["result"]?["structuredContent"] == nil)
        }
    }

    @Test func `answers come as event streams where the seller is set to`() async throws {
        try await RunningSeller.run(configured: { $0.settings.responseForm = .sse }) { seller in
            let buyer = try await Buyer(seller)
            let answer = try await buyer.buy("progress:0.01")
            #expect(answer.header("content-type") == "text/event-stream")
            #expect(answer.body.contains("notifications/progress"))
            #expect(try answer.result["media_buy_id"] != nil)
            #expect(try await buyer.call("get_products").result["products"] != nil)
        }
    }
}
