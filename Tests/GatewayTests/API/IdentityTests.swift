import AdCP
import Gateway
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// What we publish of ourselves, for sellers that verify our signatures.
@Suite(.database) struct IdentityTests {
    private static let signers = ["buyer-1", "buyer-2"].compactMap { id in
        RequestSigner(jwk: [
            "kid": .string(id), "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        ])
    }

    private func with(_ test: @escaping @Sendable (TestGateway) async throws -> Void) async throws {
        try await TestGateway.with(
            configure: {
                $0.identity = BuyerIdentity(
                    agentURL: "https://buyer.example/agent", publicURL: "https://buyer.example/holdfast/",
                    keys: Self.signers.map(\.publicKey))
            }, test)
    }

    @Test func `anybody reads our keys, all of them and their public halves alone`() async throws {
        try await self.with { gateway in
            let response = try await gateway.send(.get, "/.well-known/jwks.json", isAuthorized: false)
            #expect(response.status == .ok)
            #expect(response.headers[.cacheControl] == "public, max-age=300")
            #expect(response.headers[.contentType] == "application/json")
            let keys = try #require(JSONWebKey.set(response.json))
            #expect(keys.keys.sorted() == ["buyer-1", "buyer-2"])
            let members = response.json["keys"]?.array ?? []
            #expect(members.allSatisfy { $0["d"] == nil && $0["adcp_use"] == "request-signing" && $0["use"] == "sig" })
        }
    }

    @Test func `a seller finds them from our URL alone`() async throws {
        try await self.with { gateway in
            let response = try await gateway.send(.get, "/.well-known/brand.json", isAuthorized: false)
            #expect(response.headers[.cacheControl] == "public, max-age=300")
            let document = try BrandDocument(parsing: response.text)
            let uri = try KeyDiscovery(agentURL: "https://buyer.example/agent").jwksURI(
                in: document, at: "https://buyer.example/.well-known/brand.json", now: 0)
            #expect(uri == "https://buyer.example/holdfast/.well-known/jwks.json")
        }
    }

    @Test(arguments: ["/.well-known/brand.json", "/.well-known/jwks.json"])
    func `a deployment without keys publishes nothing, and nobody changes what is published`(path: String) async throws
    {
        try await TestGateway.with { gateway in
            let nothing = try await gateway.send(.get, path, isAuthorized: false)
            #expect(nothing.status == .notFound)
        }
        try await self.with { gateway in
            let changed = try await gateway.send(.post, path, isAuthorized: false)
            #expect(changed.status == .methodNotAllowed)
            let head = try await gateway.send(.head, path, isAuthorized: false)
            #expect(head.status == .ok)
        }
    }
}
