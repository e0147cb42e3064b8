import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// What an instance remembers of a sender never makes it believe what is no longer true.
@Suite(.database, .timeLimit(.minutes(5))) struct SenderMemoryTests {
    /// Runs a test with a seller whose address and key are remembered for good.
    private func withRememberedSeller(
        _ test: @escaping @Sendable (SigningSeller, TestGateway) async throws -> Void
    ) async throws {
        try await SigningSeller.with(senderLifetime: .seconds(3600)) { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).json == ["status": "accepted"])
            try await test(seller, gateway)
        }
    }

    private func next(_ gateway: TestGateway) async throws -> String {
        WebhookBody(key: "whk_fedcba9876543210", operation: try await gateway.submit(), task: "task-2").text
    }

    @Test func `a key that was revoked proves nothing at once`() async throws {
        try await self.withRememberedSeller { seller, gateway in
            let body = try await self.next(gateway)
            try await gateway.database.revokeSigningKey("seller-1", ofAgent: "seller", tenant: gateway.tenant)
            #expect(try await seller.send(body).signatureError == "webhook_signature_key_revoked")
            #expect(try await gateway.row("select count(*)::text from adcp.webhook_keys") == ["1"])
        }
    }

    @Test func `a key that is no longer the agent's proves nothing at once`() async throws {
        try await self.withRememberedSeller { seller, gateway in
            let body = try await self.next(gateway)
            try await gateway.putKeys([try #require(WebhookSigner(generating: .ed25519, keyID: "another"))])
            #expect(try await seller.send(body).signatureError == "webhook_signature_key_revoked")
        }
    }

    @Test func `an address that was retired is unknown at once`() async throws {
        try await self.withRememberedSeller { seller, gateway in
            let body = try await self.next(gateway)
            try await gateway.administer("update adcp.webhook_routes set retired_at = now()")
            #expect(try await seller.send(body).status == .notFound)
            #expect(try await gateway.row("select count(*)::text from adcp.webhook_keys") == ["1"])
        }
    }

    @Test func `a key that is full is refused, and a replay is one`() async throws {
        try await self.withRememberedSeller { seller, gateway in
            let body = try await self.next(gateway)
            let fields = try seller.fields(for: body)
            #expect(try await seller.send(body, fields: fields).status == .ok)
            #expect(try await seller.send(body, fields: fields).signatureError == "webhook_signature_replayed")
            try await gateway.administer(
                "update adcp.signing_key_use set live_nonces = 100000, counted_at = now() + interval '1 hour'")
            #expect(try await seller.send(body).signatureError == "webhook_signature_rate_abuse")
        }
    }
}
