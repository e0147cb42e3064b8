import AdCP
import AsyncHTTPClient
import NIOSSL
import Synchronization
import Testing

@testable import AgentClient

/// Connections go to the address that was checked, whatever a name means to others.
struct PinningTests {
    @Test func `a name is called at the address that was looked up`() async throws {
        try await MCPServer.run { server in
            // No resolver but ours knows this name.
            let resolver = FixedResolver(["seller.test": ["127.0.0.1"]])
            try await withClient(resolver: resolver) { client in
                let answer = await client.call(at: "http://seller.test:\(server.port)/mcp")
                #expect(answer.kind == .completed)
                #expect(server.requests.allSatisfy { $0.authority == "seller.test:\(server.port)" })
            }
        }
    }

    @Test func `the next address is tried when the first cannot be reached`() async throws {
        try await MCPServer.run { server in
            let resolver = FixedResolver(["seller.test": ["127.0.0.2", "127.0.0.1"]])
            try await withClient(resolver: resolver) { client in
                #expect(await client.call(at: "http://seller.test:\(server.port)/mcp").kind == .completed)
            }
        }
    }

    @Test func `a name that moves to a private address is not followed there`() async throws {
        try await MCPServer.run { server in
            let resolver = MovingResolver(["127.0.0.1", "127.0.0.1", "127.0.0.1", "10.0.0.1"])
            try await withClient(resolver: resolver) { client in
                let url = "http://seller.test:\(server.port)/mcp"
                // Handshake, notification and call look it up.
                #expect(await client.call(at: url).kind == .completed)
                #expect(await client.call(at: url).kind == .notSent)
            }
        }
    }

    @Test func `the certificate has to be for the name, and is asked for by it`() async throws {
        let authority = try TestAuthority()
        try await RawPeer.run(
            tls: try authority.server("seller.test"),
            { request, connection in
                try await connection.answerJSON(
                    #"{"jsonrpc":"2.0","id":\#(request.id),"result":{"protocolVersion":"2025-06-18","structuredContent":{}}}"#
                )
            }
        ) { peer in
            let resolver = FixedResolver(["seller.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]])
            try await withClient(resolver: resolver, tls: try authority.client()) { client in
                let right = await client.call(at: "https://seller.test:\(peer.port)/mcp")
                #expect(right.kind == .tool(isError: false, [:]))
                #expect(await client.call(at: "https://other.test:\(peer.port)/mcp").kind == .notSent)
                #expect(await client.call(at: "https://127.0.0.1:\(peer.port)/mcp").kind == .notSent)
            }
            // Without trust in that authority.
            try await withClient(resolver: resolver) { client in
                #expect(await client.call(at: "https://seller.test:\(peer.port)/mcp").kind == .notSent)
            }
        }
    }

    @Test func `TLS before 1.2 is refused`() async throws {
        let authority = try TestAuthority()
        var old = try authority.server("seller.test")
        old.minimumTLSVersion = .tlsv1
        old.maximumTLSVersion = .tlsv11
        try await RawPeer.run(tls: old, { _, _ in }) { peer in
            let resolver = FixedResolver(["seller.test": ["127.0.0.1"]])
            try await withClient(resolver: resolver, tls: try authority.client()) { client in
                #expect(await client.call(at: "https://seller.test:\(peer.port)/mcp").kind == .notSent)
            }
        }
    }

    @Test func `clients that nobody uses make room, those in use stay`() throws {
        let clients = PinnedClients(configuration: .init(), capacity: 1)
        let pins = (1...3).map { PinnedClients.Pin(host: "h\($0)", address: NetworkAddress("127.0.0.1")!) }
        let first = try clients.lease(pins[0])
        let second = try clients.lease(pins[1])
        #expect(try clients.lease(pins[0]) === first)
        clients.release(pins[0])
        clients.release(pins[1])
        // Over capacity: the second was idle and is gone; the first is in use by its other lease.
        #expect(try clients.lease(pins[0]) === first)
        #expect(try clients.lease(pins[1]) !== second)
    }
}

/// Gives another address each time.
private final class MovingResolver: HostResolver {
    private let addresses: Mutex<[String]>

    init(_ addresses: [String]) {
        self.addresses = Mutex(addresses)
    }

    func addresses(of host: String) async throws(OutboundFailure) -> [NetworkAddress] {
        [NetworkAddress(self.addresses.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] })!]
    }
}
