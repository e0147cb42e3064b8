import AdCP
import NIOCore
import Testing

@testable import AgentClient

/// Whether a request may have arrived, at each point where a call can end.
struct DepartureTests {
    @Test func `nobody listens`() async throws {
        // Tests' servers listen at 127.0.0.1 only.
        try await withClient { #expect(await $0.call(at: "http://127.0.0.9:9/mcp").kind == .notSent) }
    }

    @Test func `a host without an address`() async throws {
        try await withClient { client in
            #expect(await client.call(at: "https://nowhere.example/mcp").kind == .notSent)
        }
    }

    @Test(arguments: ["", "220 mail.example ESMTP\r\n"])
    func `no TLS at the other side`(greeting: String) async throws {
        var configuration = OutboundClient.Configuration()
        configuration.connectTimeout = .seconds(1)
        try await RawPeer.run(greeting: greeting, { _, _ in }) { peer in
            try await withClient(outbound: configuration) { client in
                #expect(await client.call(at: "https://127.0.0.1:\(peer.port)/mcp").kind == .notSent)
            }
        }
    }

    @Test(arguments: ["https://10.0.0.1/mcp", "http://seller.example/mcp", "nonsense", "https://u:p@s.example/", ""])
    func `a URL that policy refuses`(url: String) async throws {
        try await withClient { #expect(await $0.call(at: url).kind == .notSent) }
    }

    @Test func `the peer breaks off during the handshake`() async throws {
        for method in ["initialize", "notifications/initialized"] {
            try await withPeerBreaking(at: method) { peer in
                try await withClient { client in
                    let answer = await client.call(at: peer.url)
                    #expect(answer.kind == .notSent, "\(method)")
                }
            }
        }
    }

    @Test func `time runs out during the handshake`() async throws {
        try await RawPeer.run({ _, connection in try await connection.hold() }) { peer in
            try await withClient { client in
                #expect(await client.call(at: peer.url, timeout: .milliseconds(300)).kind == .notSent)
                #expect(await client.call(at: peer.url, timeout: .zero).kind == .notSent)
            }
        }
    }

    @Test func `cancelled during the handshake`() async throws {
        let arrived = Promise<Void>()
        try await RawPeer.run({ _, connection in
            arrived.fulfil(())
            try await connection.hold()
        }) { peer in
            try await withClient { client in
                let call = Task { await client.call(at: peer.url) }
                await arrived.value()
                let waiting = Task { await client.call(at: peer.url) }
                waiting.cancel()
                #expect(await waiting.value.kind == .notSent)
                call.cancel()
                #expect(await call.value.kind == .notSent)
            }
        }
    }

    @Test func `cancelled after the call was written`() async throws {
        let arrived = Promise<Void>()
        try await RawPeer.runMCP(onCall: { _, connection in
            arrived.fulfil(())
            try await connection.hold()
        }) { peer in
            try await withClient { client in
                let call = Task { await client.call(at: peer.url) }
                await arrived.value()
                call.cancel()
                #expect(await call.value.kind == .lost)
            }
        }
    }

    @Test func `cancelled before it began`() async throws {
        try await MCPServer.run { server in
            try await withClient { client in
                let call = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return await client.call(at: server.url)
                }
                #expect(await call.value.kind == .notSent)
                #expect(!server.methods.contains("tools/call"))
            }
        }
    }

    @Test func `all connections to the host are busy`() async throws {
        var configuration = OutboundClient.Configuration()
        configuration.connectionsPerHost = 1
        configuration.connectTimeout = .seconds(1)
        let arrived = Promise<Void>()
        try await RawPeer.runMCP(onCall: { _, connection in
            arrived.fulfil(())
            try await connection.hold()
        }) { peer in
            try await withClient(outbound: configuration) { client in
                let first = Task { await client.call(at: peer.url) }
                await arrived.value()
                #expect(await client.call(at: peer.url).kind == .notSent)
                first.cancel()
                #expect(await first.value.kind == .lost)
            }
        }
    }

    @Test func `the client was shut down`() async throws {
        try await MCPServer.run { server in
            let client = try await withClient { $0 }
            #expect(await client.call(at: server.url).kind == .notSent)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `the client is shut down during a call`() async throws {
        let arrived = Promise<Void>()
        try await RawPeer.runMCP(onCall: { _, connection in
            arrived.fulfil(())
            try await connection.hold()
        }) { peer in
            let call = try await withClient { client in
                let call = Task { await client.call(at: peer.url) }
                await arrived.value()
                return call
            }
            #expect(await call.value.kind == .lost)
        }
    }

    @Test func `a body that was recalled never leaves, one that left cannot be recalled`() async throws {
        let recalled = Departure()
        #expect(recalled.recall())
        #expect(!recalled.depart())
        await #expect(throws: CancellationError.self) {
            for try await _ in DepartingBody(bytes: ByteBuffer(string: "x"), departure: recalled) {}
        }
        let departed = Departure()
        for try await _ in DepartingBody(bytes: ByteBuffer(string: "x"), departure: departed) {}
        #expect(!departed.recall())
    }
}

/// A peer that resets the connection when it gets this message, and behaves until then.
private func withPeerBreaking<Value: Sendable>(
    at method: String, _ body: (RawPeer) async throws -> Value
) async throws -> Value {
    try await RawPeer.run(
        { request, connection in
            if request.isCalling(method) { return try await connection.reset() }
            try await connection.answerJSON(
                #"{"jsonrpc":"2.0","id":\#(request.id),"result":{"protocolVersion":"2025-06-18"}}"#)
        }, body)
}
