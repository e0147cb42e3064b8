import AdCP
import Hummingbird
import Testing

@testable import AgentClient

struct ToolListTests {
    private func tools(_ respond: @escaping MCPServer.Respond) async throws -> [String] {
        try await MCPServer.run(respond) { server in
            try await withClient { client in
                try await client.tools(of: AgentEndpoint(url: server.url), timeout: .seconds(30))
            }
        }
    }

    private func unavailable(_ respond: @escaping MCPServer.Respond) async throws -> AgentUnavailable {
        try #require(await #expect(throws: AgentUnavailable.self) { try await tools(respond) })
    }

    @Test func `names in their order, through all pages`() async throws {
        let names = try await tools { request in
            guard request.method == "tools/list" else { return nil }
            switch request.json["params"]?["cursor"]?.string {
            case nil: return request.result(["tools": [["name": "a"], ["name": "b"]], "nextCursor": "p\"2"])
            case "p\"2": return request.result(["tools": [["name": "c"], ["title": "no name"]], "nextCursor": "p3"])
            default: return request.result(["tools": []])
            }
        }
        #expect(names == ["a", "b", "c"])
    }

    @Test func `a list without end is given up`() async throws {
        let pages = Counter()
        let failure = try await unavailable { request in
            guard request.method == "tools/list" else { return nil }
            return request.result(["tools": [["name": "a"]], "nextCursor": .string("\(pages.increment())")])
        }
        #expect(failure.isRefusal)
        #expect(pages.value == 50)
    }

    @Test(arguments: [
        (401, true), (403, true), (404, true), (429, false), (500, false), (503, false),
    ])
    func `an agent that refuses is told from one that is down`(status: Int, isRefusal: Bool) async throws {
        #expect(try await unavailable { _ in .status(.init(code: status)) }.isRefusal == isRefusal)
        let failure = try await unavailable { request in
            request.method == "tools/list" ? .status(.init(code: status)) : nil
        }
        #expect(failure.isRefusal == isRefusal)
        #expect(failure.reason.contains("\(status)"))
    }

    @Test func `an error, and a list that is none`() async throws {
        #expect(try await unavailable { $0.method == "tools/list" ? $0.error(-32601, "no") : nil }.isRefusal)
        #expect(try await unavailable { $0.method == "tools/list" ? $0.result(["tools": "all"]) : nil }.isRefusal)
        #expect(try await !unavailable { $0.method == "tools/list" ? .status(.accepted) : nil }.isRefusal)
    }

    @Test func `silence ends with the time`() async throws {
        try await RawPeer.run({ _, connection in try await connection.hold() }) { peer in
            try await withClient { client in
                let failure = await #expect(throws: AgentUnavailable.self) {
                    try await client.tools(of: AgentEndpoint(url: peer.url), timeout: .milliseconds(300))
                }
                #expect(failure?.isRefusal == false)
            }
        }
    }
}
