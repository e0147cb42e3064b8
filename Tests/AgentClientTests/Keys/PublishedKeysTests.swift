import AdCP
import HTTPTypes
import Hummingbird
import NIOCore
import NIOSSL
import Testing

@testable import AgentClient

/// What operators publish of keys, fetched from real peers.
struct PublishedKeysTests {
    private static let brand = "/.well-known/brand.json"
    private static let resolver = FixedResolver([
        "seller.test": ["127.0.0.1"], "www.seller.test": ["127.0.0.1"], "agents.seller.test": ["127.0.0.1"],
        "other.test": ["127.0.0.1"], "inside.seller.test": ["10.0.0.1"], "both.seller.test": ["127.0.0.1", "10.0.0.1"],
    ])

    /// Discovers with a peer that answers for all hosts.
    private func discover(
        agent: String = "http://agents.seller.test", brand: String? = nil,
        policy: OutboundPolicy = OutboundPolicy(allowsLoopback: true),
        _ answer: @escaping @Sendable (MCPRequest, _ port: Int) -> Response?
    ) async throws -> (Result<DiscoveredKeys, DiscoveryRefusal>, paths: [String], port: Int) {
        try await MCPServer.run({ request in
            answer(request, Int(request.authority?.split(separator: ":").last ?? "") ?? 0)
                ?? Response(status: .notFound)
        }) { server in
            let outbound = OutboundClient(
                policy: policy, configuration: .init(), resolver: Self.resolver, tls: .makeClientConfiguration())
            let discovery = KeyDiscovery(
                agentURL: "\(agent):\(server.port)/mcp",
                brandJSONURL: brand.map { $0.replacing("PORT", with: "\(server.port)") })
            let result = await PublishedKeys(outbound: outbound).discover(discovery)
            await outbound.shutdown()
            return (result, server.requests.map { "\($0.host)\($0.path)" }, server.port)
        }
    }

    private static func text(_ port: Int, more: String = "") -> String {
        #"{"agents":[{"url":"http://agents.seller.test:\#(port)/mcp","jwks_uri":"http://keys.test/set"}]\#(more)}"#
    }

    private static func document(_ port: Int, more: String = "") -> Response {
        Self.answer(Self.text(port, more: more))
    }

    private static func answer(_ text: String) -> Response {
        Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private static func redirect(to location: String, status: HTTPResponse.Status = .movedPermanently) -> Response {
        Response(status: status, headers: [.location: location])
    }

    @Test func `the document that the capabilities name is read`() async throws {
        let (result, paths, port) = try await self.discover(brand: "http://seller.test:PORT/its/brand.json") {
            request, port in request.path == "/its/brand.json" ? Self.document(port) : nil
        }
        #expect(
            result
                == .success(
                    DiscoveredKeys(
                        brandJSONURL: "http://seller.test:\(port)/its/brand.json", jwksURI: "http://keys.test/set")))
        #expect(paths == ["seller.test/its/brand.json"])
    }

    @Test func `where they name none, the agent's host is asked, then its domain`() async throws {
        let (result, paths, port) = try await self.discover { request, port in
            request.host == "seller.test" ? Self.document(port) : nil
        }
        #expect(try result.get().brandJSONURL == "http://seller.test:\(port)\(Self.brand)")
        #expect(paths == ["agents.seller.test\(Self.brand)", "seller.test\(Self.brand)"])
    }

    @Test func `a document that cannot be had at the agent's host is not looked for elsewhere`() async throws {
        let (result, paths, _) = try await self.discover { request, port in
            request.host == "seller.test" ? Self.document(port) : Response(status: .internalServerError)
        }
        #expect(result == .failure(.unreachable))
        #expect(paths.count == 1)
    }

    @Test(arguments: [301, 302, 307, 308])
    func `no redirect is followed from where the capabilities name a document`(status: Int) async throws {
        let (result, paths, _) = try await self.discover(brand: "http://seller.test:PORT\(Self.brand)") {
            request, port in
            request.host == "seller.test"
                ? Self.redirect(
                    to: "http://www.seller.test:\(port)\(Self.brand)", status: .init(code: status))
                : Self.document(port)
        }
        #expect(result == .failure(.unreachable))
        #expect(paths == ["seller.test\(Self.brand)"])
    }

    @Test(arguments: [301, 302, 307, 308])
    func `from a well-known address, one between a domain and its www is`(status: Int) async throws {
        let (result, paths, port) = try await self.discover { request, port in
            switch request.host {
            case "seller.test":
                Self.redirect(to: "http://www.seller.test:\(port)\(Self.brand)", status: .init(code: status))
            case "www.seller.test": Self.document(port)
            default: nil
            }
        }
        #expect(try result.get().brandJSONURL == "http://www.seller.test:\(port)\(Self.brand)")
        #expect(paths.suffix(2) == ["seller.test\(Self.brand)", "www.seller.test\(Self.brand)"])
    }

    @Test(arguments: [
        "http://other.test:PORT/.well-known/brand.json", "http://www.seller.test:PORT/brand.json",
        "https://www.seller.test:PORT/.well-known/brand.json", "http://www.seller.test/.well-known/brand.json", "",
    ])
    func `every other redirect is the end`(location: String) async throws {
        let (result, paths, _) = try await self.discover { request, port in
            switch request.host {
            case "agents.seller.test": nil
            case "seller.test": Self.redirect(to: location.replacing("PORT", with: "\(port)"))
            default: Self.document(port)
            }
        }
        #expect(result == .failure(.unreachable))
        #expect(paths.count == 2)
    }

    @Test func `an operator may keep its document elsewhere, and says so at its well-known address`() async throws {
        let pointer = #"{"authoritative_location":"http://other.test:PORT/hosted"}"#
        let (result, paths, port) = try await self.discover { request, port in
            switch request.host {
            case "seller.test": Self.answer(pointer.replacing("PORT", with: "\(port)"))
            case "other.test": Self.document(port)
            default: nil
            }
        }
        #expect(try result.get().brandJSONURL == "http://other.test:\(port)/hosted")
        #expect(paths.last == "other.test/hosted")
    }

    @Test func `a document elsewhere is followed once, without redirects, and not from where the capabilities point`()
        async throws
    {
        let pointer = #"{"authoritative_location":"http://other.test:PORT/hosted"}"#
        let (twice, _, _) = try await self.discover { request, port in
            switch request.host {
            case "seller.test", "other.test": Self.answer(pointer.replacing("PORT", with: "\(port)"))
            default: nil
            }
        }
        #expect(twice == .failure(.notListed))
        let (redirected, _, _) = try await self.discover { request, port in
            switch request.host {
            case "seller.test": Self.answer(pointer.replacing("PORT", with: "\(port)"))
            case "other.test": Self.redirect(to: "http://www.other.test:\(port)/hosted")
            default: nil
            }
        }
        #expect(redirected == .failure(.unreachable))
        let (named, paths, _) = try await self.discover(brand: "http://seller.test:PORT\(Self.brand)") {
            request, port in
            request.host == "seller.test"
                ? Self.answer(pointer.replacing("PORT", with: "\(port)")) : Self.document(port)
        }
        #expect(named == .failure(.notListed))
        #expect(paths.count == 1)
    }

    @Test func `three redirects in a row are enough`() async throws {
        let (result, paths, _) = try await self.discover { request, port in
            switch request.host {
            case "seller.test": Self.redirect(to: "http://www.seller.test:\(port)\(Self.brand)")
            case "www.seller.test": Self.redirect(to: "http://seller.test:\(port)\(Self.brand)")
            default: nil
            }
        }
        #expect(result == .failure(.unreachable))
        #expect(paths.count == 1 + 4)
    }

    @Test func `a document of 256 KiB is read, and not a byte more`() async throws {
        for excess in [0, 1] {
            let (result, _, _) = try await self.discover { request, port in
                guard request.host == "seller.test" else { return nil }
                let length = Self.text(port, more: #","x":"""#).utf8.count
                let filling = String(repeating: "x", count: (256 << 10) - length + excess)
                return Self.document(port, more: #","x":"\#(filling)""#)
            }
            #expect((try? result.get()) != nil || excess == 1)
            #expect(excess == 0 || result == .failure(.malformed))
        }
    }

    @Test(arguments: [#","agents":[]"#, #","a":{"b":1,"b":2}"#, ","])
    func `a document that two readers could take for two is malformed`(more: String) async throws {
        let (result, _, _) = try await self.discover { request, port in
            request.host == "seller.test" ? Self.document(port, more: more) : nil
        }
        #expect(result == .failure(.malformed))
    }

    @Test func `addresses inside are never asked, whoever names them`() async throws {
        for host in ["inside.seller.test", "both.seller.test", "10.0.0.1", "169.254.169.254", "[fd00::1]"] {
            let (result, paths, _) = try await self.discover(brand: "http://\(host):PORT/brand.json") { _, port in
                Self.document(port)
            }
            #expect(result == .failure(.unreachable))
            #expect(paths.isEmpty)
        }
    }

    @Test(arguments: ["http://seller.test:PORT/b#x", "http://seller.test:PORT?b", "http://me@seller.test:PORT/b"])
    func `an address that is not plain is not asked`(brand: String) async throws {
        let (result, paths, _) = try await self.discover(brand: brand) { _, port in Self.document(port) }
        #expect(result == .failure(.unreachable))
        #expect(paths.isEmpty)
    }

    @Test func `outside of development neither this machine nor http is asked`() async throws {
        for scheme in ["http", "https"] {
            let (result, paths, _) = try await self.discover(
                brand: "\(scheme)://seller.test:PORT/brand.json", policy: OutboundPolicy()
            ) { _, port in Self.document(port) }
            #expect(result == .failure(.unreachable))
            #expect(paths.isEmpty)
        }
    }

    @Test func `a list of revoked keys is had, absent, or nothing`() async throws {
        let answers: [(HTTPResponse.Status, RevocationListAnswer)] = [
            (.ok, .list("the list")), (.notFound, .absent), (.gone, .absent), (.serviceUnavailable, .unreachable),
            (.found, .unreachable),
        ]
        for (status, expected) in answers {
            try await MCPServer.run({ request in
                #expect(request.path == "/.well-known/governance-revocations.json")
                return Response(status: status, body: .init(byteBuffer: ByteBuffer(string: "the list")))
            }) { server in
                let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: true))
                let answer = await PublishedKeys(outbound: outbound).revocationList(
                    of: "http://127.0.0.1:\(server.port)")
                await outbound.shutdown()
                #expect(answer == expected)
            }
        }
    }

    @Test func `a set of 64 KiB is read, and not a byte more`() async throws {
        for (length, isRead) in [(64 << 10, true), ((64 << 10) + 1, false)] {
            let text = String(repeating: "x", count: length)
            try await MCPServer.run({ _ in Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text))) }) {
                server in
                let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: true))
                let set = await PublishedKeys(outbound: outbound).fetch("http://127.0.0.1:\(server.port)/set")
                await outbound.shutdown()
                #expect(set == (isRead ? text : nil))
            }
        }
    }
}

extension MCPRequest {
    fileprivate var host: String { String(self.authority?.prefix { $0 != ":" } ?? "") }
}
