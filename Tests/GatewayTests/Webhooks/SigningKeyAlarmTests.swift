import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import Postgres
import TestSupport
import Testing

/// What people are told of keys as they sign.
@Suite(.database, .timeLimit(.minutes(5))) struct SigningKeyAlarmTests {
    @Test func `a further key that signs for the first time is told once`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await seller.sign(with: 1, at: gateway)
            #expect(try await gateway.alarms(kind: "signing_key_new") == [])
            try await gateway.putKeys([seller.signer])
            for _ in 1...3 {
                let body = WebhookBody(
                    key: "whk_\(UUID().uuidString)", operation: try await gateway.submit(), task: UUID().uuidString)
                #expect(try await seller.send(body.text).status == .ok)
            }
            let new = try await gateway.alarms(kind: "signing_key_new")
            #expect(new.map { $0["subject"]?.string } == ["seller-1"])
            #expect(new.first?["times"] == 1)
        }
    }

    @Test func `a key that proved nothing is not told of`() async throws {
        try await SigningSeller.with { seller, gateway in
            let impostor = try #require(WebhookSigner(generating: .ed25519, keyID: "seller-1"))
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(
                try await seller.send(body, fields: try seller.fields(for: body, by: impostor)).signatureError
                    == "webhook_signature_invalid")
            #expect(try await gateway.alarms(kind: "signing_key_new") == [])
        }
    }

    @Test func `a key that holds too many nonces is an alarm, and is heard again when it holds fewer`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).status == .ok)
            try await gateway.change(
                "update adcp.signing_key_use set live_nonces = adcp.nonce_cap(), counted_at = 'infinity'")
            #expect(try await seller.send(body).signatureError == "webhook_signature_rate_abuse")
            let abuse = try await gateway.alarms(kind: "webhook_signature_rate_abuse")
            #expect(abuse.map { $0["subject"]?.string } == ["seller-1"])
            // Its count is of a second ago, and the nonces are gone meanwhile.
            try await gateway.change("update adcp.signing_key_use set counted_at = now() - interval '1 second'")
            #expect(try await seller.send(body).json == ["status": "duplicate"])
        }
    }

    @Test func `when all keys together hold too many nonces, everybody is refused and a person is told`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).status == .ok)
            // As the last vacuum of a table of ten million rows would leave it. The statistics are PostgreSQL's own.
            try await gateway.change(
                "update pg_class set relpages = 1, reltuples = adcp.nonce_store_cap() where oid = 'adcp.signature_nonces'::regclass"
            )
            #expect(try await seller.send(body).signatureError == "webhook_signature_rate_abuse")
            let abuse = try await gateway.alarms(kind: "webhook_signature_rate_abuse")
            #expect(abuse.map { $0["subject"]?.string } == ["all keys"])
            try await gateway.change("analyze adcp.signature_nonces")
            #expect(try await seller.send(body).json == ["status": "duplicate"])
        }
    }
}
