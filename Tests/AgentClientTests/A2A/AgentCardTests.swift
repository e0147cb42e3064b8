import AdCP
import Hummingbird
import Testing

@testable import AgentClient

/// Where the card is found, what of it counts, and what comes of one that is missing or bad.
struct AgentCardTests {
    private func skills(
        at url: String? = nil, card: @escaping @Sendable (String) -> JSON = { CardFixture.card(url: $0) },
        responding respond: @escaping MCPServer.Respond = { _ in nil }
    ) async throws -> (Result<[String], AgentUnavailable>, [String]) {
        try await A2AServer.run(card: card, respond) { server in
            try await withA2AClient { client in
                let agent = AgentEndpoint(url: server.url + (url ?? ""), transport: .a2a)
                do throws(AgentUnavailable) {
                    return (.success(try await client.tools(of: agent, timeout: .seconds(30))), server.paths)
                } catch {
                    return (.failure(error), server.paths)
                }
            }
        }
    }

    @Test func `skills are the agent's tools`() async throws {
        let (skills, paths) = try await skills(card: {
            CardFixture.card(url: $0, skills: [["id": "get_products"], ["name": "no id"], ["id": "get_task_status"]])
        })
        #expect(try skills.get() == ["get_products", "get_task_status"])
        // Below the agent's own address first, where several agents share an origin.
        #expect(paths == ["/a2a/.well-known/agent-card.json", "/.well-known/agent-card.json"])
    }

    @Test func `the older name is asked for where there is no other`() async throws {
        let (skills, paths) = try await skills(responding: { request in
            switch request.path {
            case "/.well-known/agent.json": .json(CardFixture.legacy(url: "http://\(request.authority ?? "")/a2a"))
            default: .status(.notFound)
            }
        })
        #expect(try skills.get() == ["get_products"])
        #expect(paths.last == "/.well-known/agent.json")
    }

    @Test func `the card's own address may be registered`() throws {
        let url = try OutboundURL(parsing: "https://s.example/x/.well-known/agent-card.json")
        #expect(
            url.cardURLs.map(\.path) == [
                "/x/.well-known/agent-card.json", "/.well-known/agent-card.json", "/x/.well-known/agent.json",
                "/.well-known/agent.json",
            ])
    }

    @Test func `an agent without a card`() async throws {
        let (skills, _) = try await skills(responding: { _ in .status(.notFound) })
        #expect(throws: AgentUnavailable.self) { try skills.get() }
        if case .failure(let error) = skills { #expect(error.isRefusal) }
    }

    @Test(arguments: [
        "[]", "{", #"{"name":"x"}"#, #"{"url":"http://127.0.0.1/a2a","protocolVersion":"2.0"}"#,
        #"{"supportedInterfaces":[{"url":"http://127.0.0.1/","protocolBinding":"GRPC","protocolVersion":"1.0"}]}"#,
        #"{"supportedInterfaces":[{"protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}"#,
    ])
    func `a card that does not say how to call the agent`(text: String) async throws {
        let (skills, _) = try await skills(responding: { request in
            request.path == "/a2a" ? nil : .text(text, type: "application/json")
        })
        if case .failure(let error) = skills { #expect(error.isRefusal) } else { Issue.record("it was taken") }
    }

    @Test func `a card of more bytes than are read`() async throws {
        let (skills, _) = try await skills(responding: { request in
            .text(
                #"{"name":"\#(String(repeating: "x", count: AgentCard.maximumLength))"}"#, type: "application/json")
        })
        if case .failure(let error) = skills {
            #expect(error.reason.contains("bytes"))
        } else {
            Issue.record("it was read")
        }
    }

    @Test func `a redirect is not followed`() async throws {
        let (skills, paths) = try await skills(responding: { request in
            request.path == "/elsewhere"
                ? .json(CardFixture.card(url: "http://127.0.0.1/a2a")) : .status(.found, ["location": "/elsewhere"])
        })
        #expect(throws: AgentUnavailable.self) { try skills.get() }
        #expect(!paths.contains("/elsewhere"))
    }

    @Test func `a credential never goes to another origin than the agent's`() async throws {
        try await A2AServer.run { elsewhere in
            try await A2AServer.run(card: { _ in CardFixture.card(url: elsewhere.url) }) { server in
                try await withA2AClient { client in
                    let answer = await client.call(at: server.url, token: "s3cret")
                    #expect(answer.kind == .notSent)
                    #expect(answer.reason?.contains("origin") == true)
                }
                #expect(elsewhere.paths.isEmpty)
                #expect(server.calls.isEmpty)
            }
        }
    }

    @Test func `an interface at the agent's origin counts before one elsewhere`() async throws {
        try await A2AServer.run(card: { url in
            let interfaces: JSON = [
                ["url": "https://elsewhere.example/", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"],
                ["url": .string(url), "protocolBinding": "jsonrpc", "protocolVersion": "0.3"],
            ]
            return ["supportedInterfaces": interfaces]
        }) { server in
            try await withA2AClient { #expect(await $0.call(at: server.url).kind == .completed) }
            #expect(server.calls.map(\.method) == ["message/send"])
        }
    }

    @Test func `the card is read once, and once more when the agent refuses the form`() async throws {
        let release = Counter()
        try await A2AServer.run(
            card: { url in release.value < 2 ? CardFixture.card(url: url) : CardFixture.legacy(url: url) }
        ) { request in
            guard request.path == "/a2a" else { return nil }
            guard release.increment() != 2 else { return request.error(-32009, "no") }
            return nil
        } _: { server in
            try await withA2AClient { client in
                for _ in 0..<3 { #expect(await client.call(at: server.url).kind == .completed) }
            }
            #expect(server.calls.map(\.method) == ["SendMessage", "SendMessage", "message/send", "message/send"])
            #expect(server.paths.count { $0 == "/.well-known/agent-card.json" } == 2)
        }
    }

    @Test(arguments: [-32601, -32008, -32009])
    func `an agent that refuses what its card asks for was not sent anything`(code: Int) async throws {
        try await A2AServer.run({ $0.path == "/a2a" ? $0.error(code, "no") : nil }) { server in
            try await withA2AClient { #expect(await $0.call(at: server.url).kind == .notSent) }
            #expect(server.calls.count == 1)
        }
    }

    @Test(arguments: [401, 403, 429, 503])
    func `a status of the card's that says what to do`(status: Int) async throws {
        try await A2AServer.run({ _ in .status(.init(code: status), ["retry-after": "9"]) }) { server in
            try await withA2AClient {
                #expect(await $0.call(at: server.url).kind == .httpError(status, retryAfter: 9))
            }
        }
    }
}
