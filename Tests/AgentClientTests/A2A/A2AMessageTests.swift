import AdCP
import Testing

@testable import AgentClient

/// What goes on the wire, for each card that an agent may have.
struct A2AMessageTests {
    private let arguments = #"{"n": 1.10,"s":"a\/b" , "u":"\u00fc"}"#

    private func sent(card: @escaping @Sendable (String) -> JSON) async throws -> MCPRequest {
        try await A2AServer.run(card: card) { server in
            try await withA2AClient { client in
                let answer = await client.call("a_skill", arguments: arguments, at: server.url, token: "token")
                #expect(answer.kind == .completed)
                return try #require(server.calls.first)
            }
        }
    }

    private func messageID(_ request: MCPRequest) throws -> String {
        let id = try #require(request.json["params"]?["message"]?["messageId"]?.string)
        #expect(id.utf8.count == 36)
        return id
    }

    @Test func `A2A 1.0, arguments byte for byte`() async throws {
        let call = try await sent { CardFixture.card(url: $0) }
        let message = try messageID(call)
        #expect(
            call.body
                == #"{"jsonrpc":"2.0","id":\#(call.id.text),"method":"SendMessage","params":{"message":{"messageId":"\#(message)","role":"ROLE_USER","parts":[{"data":{"skill":"a_skill","parameters":\#(arguments)}}]}}}"#
        )
        #expect(call.header("a2a-version") == "1.0")
        #expect(call.header("a2a-extensions") == nil)
        #expect(call.header("authorization") == "Bearer token")
        #expect(call.header("content-type") == "application/json")
        #expect(call.header("accept") == "application/json")
    }

    @Test func `A2A 0.3, arguments byte for byte`() async throws {
        let call = try await sent { CardFixture.legacy(url: $0) }
        let message = try messageID(call)
        #expect(
            call.body
                == #"{"jsonrpc":"2.0","id":\#(call.id.text),"method":"message/send","params":{"message":{"kind":"message","messageId":"\#(message)","role":"user","parts":[{"kind":"data","data":{"skill":"a_skill","parameters":\#(arguments)}}]}}}"#
        )
        #expect(call.header("a2a-version") == nil)
        #expect(call.header("a2a-extensions") == nil)
    }

    @Test func `AdCP's profile, where the card's capabilities list it`() async throws {
        let call = try await sent { CardFixture.card(url: $0, extensions: CardFixture.profile) }
        #expect(call.body.contains(#""data":{"skill":"a_skill","input":\#(arguments)}"#))
        #expect(call.header("a2a-extensions") == "https://adcontextprotocol.org/extensions/adcp/v3")
        #expect(call.header("a2a-version") == "1.0")
    }

    @Test func `no profile where a card lists it elsewhere, or another`() async throws {
        let top = try await sent { url in
            var card = CardFixture.card(url: url).object
            card?["extensions"] = CardFixture.profile
            return card.map { .object($0) } ?? .null
        }
        let other = try await sent {
            CardFixture.card(url: $0, extensions: [["uri": "https://adcontextprotocol.org/extensions/adcp/v3.2"]])
        }
        for call in [top, other] {
            #expect(call.body.contains(#""parameters":"#))
            #expect(call.header("a2a-extensions") == nil)
        }
    }

    @Test func `the newer release is spoken where both are`() async throws {
        #expect(try await sent { CardFixture.card(url: $0, releases: ["0.3", "1.0"]) }.method == "SendMessage")
        #expect(try await sent { CardFixture.card(url: $0, releases: ["0.3"]) }.method == "message/send")
    }

    @Test func `an answer goes to the native task, under the message's own identifier`() async throws {
        try await A2AServer.run { server in
            try await withA2AClient { client in
                let answer = await client.resume(
                    "a_skill", arguments: arguments, at: A2AContinuation(taskID: "t1", contextID: "c1"),
                    messageID: "m1",
                    of: AgentEndpoint(url: server.url, transport: .a2a), timeout: .seconds(30))
                #expect(answer.kind == .completed)
                let call = try #require(server.calls.first)
                #expect(
                    call.body.contains(
                        #""message":{"messageId":"m1","taskId":"t1","contextId":"c1","role":"ROLE_USER""#))
                #expect(call.body.contains(#""parameters":\#(arguments)"#))
            }
        }
    }

    @Test func `MCP gives no way to answer`() async throws {
        try await MCPServer.run { server in
            try await withClient { client in
                let answer = await client.resume(
                    "a_tool", arguments: "{}", at: A2AContinuation(taskID: "t1", contextID: "c1"), messageID: "m1",
                    of: AgentEndpoint(url: server.url), timeout: .seconds(30))
                #expect(answer.kind == .notSent)
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `a continuation names the task and the context, and is a message of its own`() throws {
        let route = try A2ARoute(
            AgentCard(CardFixture.card(url: "https://s.example/a2a")), of: OutboundURL(parsing: "https://s.example/"))
        let continuation = A2AContinuation(taskID: "t\"1", contextID: "c1")
        let text = A2AMessage(skill: "x", arguments: "{}", messageID: "m", continuation: continuation)
            .text(for: route, id: 1)
        let message = try JSON(parsing: text)["params"]?["message"]
        #expect(message?["taskId"]?.string == "t\"1")
        #expect(message?["contextId"]?.string == "c1")
        #expect(message?["messageId"]?.string == "m")
    }

    @Test func `a skill's name cannot break out of its place`() throws {
        let route = try A2ARoute(
            AgentCard(CardFixture.card(url: "https://s.example/a2a")), of: OutboundURL(parsing: "https://s.example/"))
        let text = A2AMessage(skill: #"x","parameters":{},"y":""#, arguments: "{}").text(for: route, id: 1)
        let data = try JSON(parsing: text)["params"]?["message"]?["parts"]?.array?.first?["data"]?.object
        #expect(data?.keys == ["skill", "parameters"])
    }

    @Test(arguments: ["9007199254740992", "-9007199254740992", "1e300", #"{"a":[9007199254740993]}"#])
    func `a number that A2A would change is never sent`(value: String) async throws {
        try await A2AServer.run { server in
            try await withA2AClient { client in
                #expect(await client.call(arguments: #"{"n":\#(value)}"#, at: server.url).kind == .notSent)
                #expect(server.calls.isEmpty)
                #expect(await client.call(arguments: #"{"n":9007199254740991}"#, at: server.url).kind == .completed)
            }
        }
    }
}
