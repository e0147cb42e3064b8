import AdCP
import Hummingbird
import Logging
import Testing

@testable import AgentClient

/// Whether a message may have arrived, at each point where a call can end.
struct A2ADepartureTests {
    @Test(arguments: ["http://127.0.0.9:9/", "https://nowhere.example/", "https://10.0.0.1/", "nonsense", ""])
    func `nobody can be asked for a card`(url: String) async throws {
        try await withA2AClient { #expect(await $0.call(at: url).kind == .notSent) }
    }

    @Test func `the peer breaks off while it shows its card`() async throws {
        try await RawPeer.run({ _, connection in try await connection.reset() }) { peer in
            try await withA2AClient { #expect(await $0.call(at: peer.url).kind == .notSent) }
        }
    }

    @Test func `time runs out before the card is there`() async throws {
        try await RawPeer.run({ _, connection in try await connection.hold() }) { peer in
            try await withA2AClient { client in
                #expect(await client.call(at: peer.url, timeout: .milliseconds(300)).kind == .notSent)
                #expect(await client.call(at: peer.url, timeout: .zero).kind == .notSent)
            }
        }
    }

    @Test func `closed or reset without an answer`() async throws {
        for isReset in [true, false] {
            let kind = try await RawPeer.runA2A(onCall: { _, connection in
                if isReset { try await connection.reset() } else { try await connection.close() }
            }) { peer in
                try await withA2AClient { await $0.call(at: peer.url).kind }
            }
            #expect(kind == .lost)
        }
    }

    @Test func `cancelled after the call was written`() async throws {
        let arrived = Promise<Void>()
        try await RawPeer.runA2A(onCall: { _, connection in
            arrived.fulfil(())
            try await connection.hold()
        }) { peer in
            try await withA2AClient { client in
                let call = Task { await client.call(at: peer.url) }
                await arrived.value()
                call.cancel()
                #expect(await call.value.kind == .lost)
            }
        }
    }

    @Test func `a body without end`() async throws {
        var configuration = ClientConfiguration()
        configuration.answerLimit = 100_000
        let answer = try await RawPeer.runA2A(onCall: { _, connection in
            try await connection.send(RawConnection.head("200 OK", ["content-type": "application/json"]))
            while true { try await connection.send(String(repeating: " ", count: 8192)) }
        }) { peer in
            try await withA2AClient(configuration: configuration) { await $0.call(at: peer.url) }
        }
        #expect(answer.kind == .lost)
        #expect(answer.reason?.contains("100000 bytes") == true)
    }

    @Test func `neither logs nor answers hold the token, the path or what was said`() async throws {
        let token = "s3cret-token"
        let lines = RecordingLogHandler.Lines()
        let logger = Logger(label: "test") { _ in RecordingLogHandler(lines) }
        try await A2AServer.run({ request in
            request.json["params"]?["message"]?["parts"]?.array?.first?["data"]?["skill"]?.string == "garbage"
                ? .text(token, type: "application/json") : nil
        }) { server in
            try await withA2AClient(logger: logger) { client in
                for tool in ["fine", "garbage"] {
                    let answer = await client.call(
                        tool, arguments: #"{"brief":"confidential"}"#, at: server.url, token: token)
                    #expect(!"\(answer)".contains(token))
                }
            }
            #expect(server.calls.allSatisfy { !$0.body.contains(token) })
        }
        #expect(lines.all.count == 2)
        for line in lines.all {
            #expect(!line.contains(token) && !line.contains("confidential") && !line.contains("/a2a"))
        }
    }
}
