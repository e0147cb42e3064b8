import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import Postgres
import TestSupport
import Testing

/// RFC 9421 signatures as a running gateway takes them. The fifteen checks themselves are tested where they are made.
@Suite(.database, .timeLimit(.minutes(5))) struct SignedWebhookTests {
    @Test(arguments: SignatureAlgorithm.allCases)
    func `a signed webhook settles its operation`(algorithm: SignatureAlgorithm) async throws {
        try await SigningSeller.with(algorithm) { seller, gateway in
            let operation = try await gateway.submit()
            // Bytes that no JSON writer of ours would make: the signature covers them as they are.
            let body = WebhookBody(operation: operation).text.replacing("\":", with: "\" : ")
            let response = try await seller.send(body)
            #expect(response.status == .ok, "\(response.text)")
            #expect(try await gateway.get(operation.path).json["state"] == "completed")
        }
    }

    @Test func `a signature is good once, on any instance, and a new one of the same delivery is a duplicate`()
        async throws
    {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            let fields = try seller.fields(for: body)
            #expect(try await seller.send(body, fields: fields).status == .ok)
            #expect(try await seller.send(body, fields: fields).signatureError == "webhook_signature_replayed")
            #expect(try await seller.send(body).json == ["status": "duplicate"])
        }
    }

    @Test func `what was refused has not used its nonce up`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            let nonce = WebhookSigner.nonce()
            let spoiled = try await seller.send(body + " ", fields: try seller.fields(for: body, nonce: nonce))
            #expect(spoiled.signatureError == "webhook_signature_digest_mismatch")
            #expect(try await seller.send(body, fields: try seller.fields(for: body, nonce: nonce)).status == .ok)
        }
    }

    @Test func `twenty deliveries of one signature at once are one`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            let fields = try seller.fields(for: body)
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 1...20 { group.addTask { try await seller.send(body, fields: fields) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == .ok } == 1)
            #expect(answers.count { $0.signatureError == "webhook_signature_replayed" } == 19)
        }
    }

    @Test func `a key of another agent, an unknown key and a revoked one prove nothing`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            let stranger = try #require(WebhookSigner(generating: .ed25519, keyID: "stranger-1"))
            try await gateway.database.putAgent(
                AgentDescription(name: "stranger", url: "https://stranger.example/mcp"), tenant: gateway.tenant)
            try await gateway.database.putSigningKeys(
                ofAgent: "stranger", jwks: TestGateway.jwks([stranger]), uri: nil, tenant: gateway.tenant)
            let foreign = try await seller.send(body, fields: try seller.fields(for: body, by: stranger))
            #expect(foreign.signatureError == "webhook_signature_key_unknown")

            let impostor = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-1"))
            let forged = try await seller.send(body, fields: try seller.fields(for: body, by: impostor))
            #expect(forged.signatureError == "webhook_signature_invalid")

            try await gateway.database.revokeSigningKey("seller-1", ofAgent: "seller", tenant: gateway.tenant)
            #expect(try await seller.send(body).signatureError == "webhook_signature_key_revoked")
            // Giving the same keys again does not bring it back.
            try await gateway.putKeys([seller.signer])
            #expect(try await seller.send(body).signatureError == "webhook_signature_key_revoked")
        }
    }

    @Test func `two keys under one name prove nothing`() async throws {
        try await SigningSeller.with { seller, gateway in
            let twin = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-1"))
            try await gateway.putKeys([seller.signer, twin])
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).signatureError == "webhook_signature_key_unknown")
        }
    }

    @Test func `other ways, other addresses and old signatures are refused by their codes`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            let refused: [(HTTPFields, String)] = [
                (seller.sender.signature(of: body), "webhook_mode_mismatch"),
                ([.authorization: "Bearer \(seller.sender.secret.text)"], "webhook_mode_mismatch"),
                ([:], "webhook_signature_header_malformed"),
                (try seller.fields(for: body, secondsAgo: 400), "webhook_signature_window_invalid"),
                (try seller.fields(for: body, to: "http://localhost/webhooks/elsewhere"), "webhook_signature_invalid"),
                (
                    try seller.fields(for: body, to: "https://localhost" + seller.sender.path),
                    "webhook_signature_invalid"
                ),
            ]
            for (fields, code) in refused {
                #expect(try await seller.send(body, fields: fields).signatureError == code)
            }
        }
    }

    @Test func `a signed body with a name twice is malformed, and no signature error`() async throws {
        try await SigningSeller.with { seller, _ in
            let response = try await seller.send(#"{"a":{"b":1,"b":2}}"#)
            #expect(response.status == .badRequest)
            #expect(response.problemCode == "webhook_body_malformed")
        }
    }

    @Test func `a key that holds too many nonces is refused before any cryptography`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).status == .ok)
            try await TestDatabase.current.withPool(isApplication: false) { owner in
                _ = try await owner.query(
                    Statement(
                        sql: "update adcp.signing_key_use set live_nonces = adcp.nonce_cap(), counted_at = 'infinity'"))
            }
            let impostor = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-1"))
            let forged = try await seller.send(body, fields: try seller.fields(for: body, by: impostor))
            #expect(forged.signatureError == "webhook_signature_rate_abuse")
        }
    }
}
