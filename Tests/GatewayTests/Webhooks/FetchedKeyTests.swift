import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import Postgres
import Synchronization
import TestSupport
import Testing

/// Keys that an agent keeps at an address of its own.
@Suite(.database, .timeLimit(.minutes(5))) struct FetchedKeyTests {
    /// The address, as a test has it answer.
    final class Address: SigningKeyFetcher {
        static let url = "https://seller.example/.well-known/jwks.json"
        private let state = Mutex((text: String?.none, fetches: 0))

        var fetches: Int { self.state.withLock { $0.fetches } }
        func serve(_ text: String?) { self.state.withLock { $0.text = text } }

        func fetch(_ url: String) async -> String? {
            self.state.withLock { state in
                state.fetches += 1
                return url == Self.url ? state.text : nil
            }
        }

        func discover(_ discovery: KeyDiscovery) async -> Result<DiscoveredKeys, DiscoveryRefusal> {
            .failure(.unreachable)
        }

        func pins(for agentURL: String, by publisher: String) async -> Result<PublisherPins, PinRefusal> {
            .failure(.unreachable)
        }

        func revocationList(of origin: String) async -> RevocationListAnswer { .unreachable }
    }

    private func with(
        _ test: @escaping @Sendable (SigningSeller, TestGateway, Address) async throws -> Void
    ) async throws {
        let address = Address()
        try await SigningSeller.with(fetcher: address) { seller, gateway in
            try await gateway.database.putSigningKeys(
                ofAgent: "seller", jwks: nil, uri: Address.url, tenant: gateway.tenant)
            try await test(seller, gateway, address)
        }
    }

    /// Time goes by for the keys that were fetched.
    private func age(by interval: String) async throws {
        try await TestDatabase.current.withPool(isApplication: false) { owner in
            _ = try await owner.query(
                Statement(
                    sql: """
                        update adcp.signing_keys
                        set fetched_at = fetched_at - $1::interval, attempted_at = attempted_at - $1::interval
                        """),
                [.text(interval)])
        }
    }

    @Test func `keys are fetched when the first webhook comes, and not again for each`() async throws {
        try await self.with { seller, gateway, address in
            address.serve(TestGateway.jwks([seller.signer]))
            for number in 1...3 {
                let body = WebhookBody(
                    key: "whk_000000000000000\(number)", operation: try await gateway.submit(), task: "t\(number)")
                #expect(try await seller.send(body.text).status == .ok)
            }
            #expect(address.fetches == 1)
        }
    }

    @Test func `unknown keys make one fetch in half a minute, and a new key is found after that`() async throws {
        try await self.with { seller, gateway, address in
            let body = WebhookBody(operation: try await gateway.submit()).text
            address.serve(TestGateway.jwks([seller.signer]))
            let next = try #require(WebhookSigner(generating: .ecdsaP256SHA256, keyID: "seller-2"))
            for _ in 1...5 {
                let early = try await seller.send(body, fields: try seller.fields(for: body, by: next))
                #expect(early.signatureError == "webhook_signature_key_unknown")
            }
            #expect(address.fetches == 1)
            address.serve(TestGateway.jwks([seller.signer, next]))
            try await self.age(by: "31 seconds")
            #expect(try await seller.send(body, fields: try seller.fields(for: body, by: next)).status == .ok)
            #expect(address.fetches == 2)
        }
    }

    @Test func `while the address is silent, known keys are good for an hour`() async throws {
        try await self.with { seller, gateway, address in
            address.serve(TestGateway.jwks([seller.signer]))
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).status == .ok)
            address.serve(nil)
            try await self.age(by: "30 minutes")
            #expect(try await seller.send(body).json == ["status": "duplicate"])
            try await self.age(by: "31 minutes")
            #expect(try await seller.send(body).signatureError == "webhook_signature_key_unknown")
        }
    }

    @Test(arguments: [
        "<html>", "{}", #"{"keys":[{"kty":"OKP"}]}"#, #"{"keys":[{"kid":"seller-1","kty":"OKP","d":"AA"}]}"#,
    ])
    func `what is no set of public keys is not kept`(_ text: String) async throws {
        try await self.with { seller, gateway, address in
            address.serve(text)
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).signatureError == "webhook_signature_key_unknown")
            let kept = try await TestDatabase.current.withPool(isApplication: false) { owner in
                try await owner.query(Statement(sql: "select jwks::text from adcp.signing_keys")).string(0, 0)
            }
            #expect(kept == nil)
        }
    }
}
