import AdCP
import HTTPTypes
import Hummingbird
import NIOCore
import NIOSSL
import Testing

@testable import AgentClient

/// What publishers pin, fetched from real peers.
struct PublisherDocumentsTests {
    private static let path = "/.well-known/adagents.json"
    private static let resolver = FixedResolver([
        "news.test": ["127.0.0.1"], "www.news.test": ["127.0.0.1"], "cdn.news.test": ["127.0.0.1"],
        "network.test": ["127.0.0.1"], "www.network.test": ["127.0.0.1"], "inside.test": ["10.0.0.1"],
    ])
    private static let document = #"{"authorized_agents":[{"url":"http://agents.seller.test/mcp"}]}"#

    /// Asks a peer that answers for all hosts what it pins.
    private func ask(
        _ publisher: String = "news.test", policy: OutboundPolicy = OutboundPolicy(allowsLoopback: true),
        _ answer: @escaping @Sendable (MCPRequest, _ port: Int) -> Response?
    ) async throws -> (Result<PublisherPins, PinRefusal>, paths: [String]) {
        try await MCPServer.run({ request in
            answer(request, Int(request.authority?.split(separator: ":").last ?? "") ?? 0)
                ?? Response(status: .notFound)
        }) { server in
            let outbound = OutboundClient(
                policy: policy, configuration: .init(), resolver: Self.resolver, tls: .makeClientConfiguration())
            let result = await PublishedKeys(outbound: outbound).pins(
                for: "http://agents.seller.test/mcp", by: "\(publisher):\(server.port)")
            await outbound.shutdown()
            return (result, server.requests.map { "\($0.host)\($0.path)" })
        }
    }

    private static func answer(_ text: String) -> Response {
        Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private static func redirect(to location: String) -> Response {
        Response(status: .movedPermanently, headers: [.location: location])
    }

    @Test func `the document is at the publisher's well-known address`() async throws {
        let (result, paths) = try await self.ask { _, _ in Self.answer(Self.document) }
        #expect(try result.get().thumbprints == nil)
        #expect(paths == ["news.test\(Self.path)"])
    }

    @Test func `three redirects within the publisher's domain are followed, and not a fourth`() async throws {
        for (chain, isFollowed) in [(["www", "cdn", "www"], true), (["www", "cdn", "www", "cdn"], false)] {
            let hops = Counter()
            let (result, paths) = try await self.ask { _, port in
                let hop = hops.increment() - 1
                return hop < chain.count
                    ? Self.redirect(to: "http://\(chain[hop]).news.test:\(port)\(Self.path)")
                    : Self.answer(Self.document)
            }
            #expect((try? result.get()) != nil || !isFollowed)
            #expect(isFollowed || result == .failure(.unreachable))
            #expect(paths.count == 4)
        }
    }

    @Test func `a redirect to another domain is not even dialed`() async throws {
        let (result, paths) = try await self.ask { request, port in
            request.host == "news.test"
                ? Self.redirect(to: "http://network.test:\(port)\(Self.path)") : Self.answer(Self.document)
        }
        #expect(result == .failure(.unreachable))
        #expect(paths == ["news.test\(Self.path)"])
    }

    @Test func `a document elsewhere is followed once, and without redirects`() async throws {
        let pointer = #"{"authoritative_location":"http://network.test:PORT/hosted"}"#
        let (hosted, paths) = try await self.ask { request, port in
            request.host == "news.test"
                ? Self.answer(pointer.replacing("PORT", with: "\(port)")) : Self.answer(Self.document)
        }
        #expect(try hosted.get().thumbprints == nil)
        #expect(paths == ["news.test\(Self.path)", "network.test/hosted"])

        let (twice, _) = try await self.ask { _, port in Self.answer(pointer.replacing("PORT", with: "\(port)")) }
        #expect(twice == .failure(.notListed))

        let (redirected, _) = try await self.ask { request, port in
            switch request.host {
            case "news.test": Self.answer(pointer.replacing("PORT", with: "\(port)"))
            case "network.test": Self.redirect(to: "http://www.network.test:\(port)/hosted")
            default: Self.answer(Self.document)
            }
        }
        #expect(redirected == .failure(.unreachable))
    }

    @Test func `addresses inside are never asked, and without leave neither is this machine`() async throws {
        let (inside, paths) = try await self.ask("inside.test") { _, _ in Self.answer(Self.document) }
        #expect(inside == .failure(.unreachable) && paths.isEmpty)
        let (pointed, _) = try await self.ask { _, port in
            Self.answer(#"{"authoritative_location":"http://inside.test:\#(port)/hosted"}"#)
        }
        #expect(pointed == .failure(.unreachable))
        let (strict, none) = try await self.ask(policy: OutboundPolicy()) { _, _ in Self.answer(Self.document) }
        #expect(strict == .failure(.unreachable) && none.isEmpty)
    }

    @Test func `a document of more than 5 MiB is malformed, and one that is absent is no answer`() async throws {
        let filling = String(repeating: " ", count: AuthorizedAgents.maximumLength)
        let (long, _) = try await self.ask { _, _ in Self.answer(Self.document + filling) }
        #expect(long == .failure(.malformed))
        let (absent, _) = try await self.ask { _, _ in nil }
        #expect(absent == .failure(.unreachable))
    }
}

extension MCPRequest {
    fileprivate var host: String { String(self.authority?.prefix { $0 != ":" } ?? "") }
}
