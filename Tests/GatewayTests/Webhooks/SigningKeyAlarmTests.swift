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
    private func change(_ sql: String) async throws {
        try await TestDatabase.current.withPool(isApplication: false) { owner in
            _ = try await owner.query(Statement(sql: sql))
        }
    }

    private func alarms(_ gateway: TestGateway, kind: String) async throws -> [JSON] {
        try await gateway.get("/v1/alarms?kind=\(kind)").json["alarms"]?.array ?? []
    }

    /// Signs one webhook with each of a number of keys.
    private func sign(with count: Int, from first: Int = 1, _ seller: SigningSeller, _ gateway: TestGateway)
        async throws
    {
        let signers = try (first..<first + count).map {
            try #require(WebhookSigner(generating: .ed25519, keyID: "key-\($0)"))
        }
        try await gateway.putKeys(signers)
        for signer in signers {
            let body = WebhookBody(
                key: "whk_\(UUID().uuidString)", operation: try await gateway.submit(), task: UUID().uuidString
            ).text
            #expect(try await seller.send(body, fields: try seller.fields(for: body, by: signer)).status == .ok)
        }
    }

    @Test func `a further key that signs for the first time is told once`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await self.sign(with: 1, seller, gateway)
            #expect(try await self.alarms(gateway, kind: "signing_key_new") == [])
            try await gateway.putKeys([seller.signer])
            for _ in 1...3 {
                let body = WebhookBody(
                    key: "whk_\(UUID().uuidString)", operation: try await gateway.submit(), task: UUID().uuidString)
                #expect(try await seller.send(body.text).status == .ok)
            }
            let new = try await self.alarms(gateway, kind: "signing_key_new")
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
            #expect(try await self.alarms(gateway, kind: "signing_key_new") == [])
        }
    }

    @Test func `more new keys in five minutes than the floor and the share allow are an alarm with its clause`()
        async throws
    {
        try await SigningSeller.with { seller, gateway in
            try await self.change("select adcp_api.tune_key_admission(3, 0.5)")
            try await self.sign(with: 3, seller, gateway)
            #expect(try await self.alarms(gateway, kind: "signing_key_pressure") == [])
            try await self.sign(with: 1, from: 4, seller, gateway)
            let pressure = try await self.alarms(gateway, kind: "signing_key_pressure")
            #expect(pressure.first?["subject"] == "d")
            #expect(pressure.first?["detail"]?["clause"] == "d")
            #expect(pressure.first?["detail"]?["new_keys"] == 4)
        }
    }

    @Test func `where many keys are known, more new ones are nothing special`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await self.change("select adcp_api.tune_key_admission(3, 0.5)")
            try await self.change(
                """
                insert into adcp.signing_key_use (tenant_id, agent_id, key_id)
                select a.tenant_id, a.id, 'known-' || n from adcp.agents a, generate_series(1, 8) n
                """)
            try await self.change("delete from adcp.alarms")
            try await self.change("update adcp.key_admissions set minute = minute - interval '1 hour'")
            // Four of twelve are no more than half of them.
            try await self.sign(with: 4, seller, gateway)
            #expect(try await self.alarms(gateway, kind: "signing_key_pressure") == [])
            // Keys that have not signed for a month count no more.
            try await self.change(
                "update adcp.signing_key_use set counted_at = now() - interval '31 days' where key_id like 'known-%'")
            try await self.sign(with: 1, from: 5, seller, gateway)
            #expect(try await self.alarms(gateway, kind: "signing_key_pressure").count == 1)
        }
    }

    @Test func `numbers that nobody tuned within a month are an alarm`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await self.sign(with: 1, seller, gateway)
            #expect(try await self.alarms(gateway, kind: "threshold_tuning_overdue") == [])
            try await self.change("update adcp.key_admissions set minute = minute - interval '31 days'")
            try await self.sign(with: 1, from: 2, seller, gateway)
            #expect(try await self.alarms(gateway, kind: "threshold_tuning_overdue").count == 1)
        }
    }

    @Test func `the first numbers are AdCP's, times something between a half and two`() async throws {
        try await SigningSeller.with { _, _ in
            let (floor, share) = try await TestDatabase.current.withPool(isApplication: false) { owner in
                let rows = try await owner.query(
                    Statement(sql: "select floor_keys::float8, share::float8 from adcp.key_admission_policy"))
                return (Double(rows.string(0, 0) ?? "") ?? 0, Double(rows.string(0, 1) ?? "") ?? 0)
            }
            #expect(10...40 ~= floor)
            #expect(0.05...0.2 ~= share)
        }
    }

    @Test(arguments: [
        "tune_key_admission(0, 0.1)", "tune_key_admission(20, 0)", "tune_key_admission(20, 1.1)",
        "tune_key_admission(null, null)",
    ])
    func `numbers that cannot be are refused`(call: String) async throws {
        await #expect(throws: PostgresError.self) { try await self.change("select adcp_api.\(call)") }
    }

    @Test func `a key that holds too many nonces is an alarm, and is heard again when it holds fewer`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).status == .ok)
            try await self.change(
                "update adcp.signing_key_use set live_nonces = adcp.nonce_cap(), counted_at = 'infinity'")
            #expect(try await seller.send(body).signatureError == "webhook_signature_rate_abuse")
            let abuse = try await self.alarms(gateway, kind: "webhook_signature_rate_abuse")
            #expect(abuse.map { $0["subject"]?.string } == ["seller-1"])
            // Its count is of a second ago, and the nonces are gone meanwhile.
            try await self.change("update adcp.signing_key_use set counted_at = now() - interval '1 second'")
            #expect(try await seller.send(body).json == ["status": "duplicate"])
        }
    }

    @Test func `when all keys together hold too many nonces, everybody is refused and a person is told`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = WebhookBody(operation: try await gateway.submit()).text
            #expect(try await seller.send(body).status == .ok)
            // As the last vacuum of a table of ten million rows would leave it. The statistics are PostgreSQL's own.
            try await self.change(
                "update pg_class set relpages = 1, reltuples = adcp.nonce_store_cap() where oid = 'adcp.signature_nonces'::regclass"
            )
            #expect(try await seller.send(body).signatureError == "webhook_signature_rate_abuse")
            let abuse = try await self.alarms(gateway, kind: "webhook_signature_rate_abuse")
            #expect(abuse.map { $0["subject"]?.string } == ["all keys"])
            try await self.change("analyze adcp.signature_nonces")
            #expect(try await seller.send(body).json == ["status": "duplicate"])
        }
    }
}
