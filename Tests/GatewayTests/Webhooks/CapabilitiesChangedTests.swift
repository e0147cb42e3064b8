import AdCP
import Database
import struct Database.AgentCapabilities
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// What agents tell of themselves, and the challenge before they do.
@Suite(.database, .timeLimit(.minutes(5))) struct CapabilitiesChangedTests {
    private static func change(version: String = "v2", key: String = UUID().uuidString) -> String {
        """
        {"idempotency_key":"\(key)","notification_id":"n1","notification_type":"capabilities.changed",\
        "fired_at":"\(WebhookBody.now)","subscriber_id":"holdfast","agent_url":"https://seller.example/mcp",\
        "changed_at":"2026-07-02T09:14:55Z","reason":"capability_enabled","capabilities_version":"\(version)"}
        """
    }

    private static func challenge(
        subscriber: String = "holdfast", url: String = "https://seller.example/mcp", mode: String = "rfc9421",
        events: String = #""capabilities.changed""#
    ) -> String {
        """
        {"type":"webhook.challenge","scope":"agent","challenge":"0123456789abcdef0123456789abcdef",\
        "subscriber_id":"\(subscriber)","seller_agent_url":"\(url)","delivery_auth":{"mode":"\(mode)"},\
        "event_types":[\(events)]}
        """
    }

    @Test func `a change that an agent tells is taken once, and is due to be read`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = Self.change(key: "whk_0123456789abcdef")
            let fields = try seller.fields(for: body)
            let taken = try await seller.send(body, fields: fields)
            #expect(taken.status == .ok && taken.json == ["status": "accepted"], "\(taken.text)")
            #expect(try await seller.send(body, fields: fields).signatureError == "webhook_signature_replayed")
            #expect(try await seller.send(body).json == ["status": "duplicate"])
            let other = try await seller.send(Self.change(version: "v3", key: "whk_0123456789abcdef"))
            #expect(other.status == .conflict && other.problemCode == "webhook_key_conflict")

            let announced = try await gateway.get("/v1/agents/seller").json["capability_changes"]?["announced"]
            #expect(announced?["capabilities_version"] == "v2")
            #expect(try await gateway.database.claimCapabilityReadings(limit: 10).count == 1)
            #expect(try await gateway.database.claimCapabilityReadings(limit: 10).isEmpty)
            let webhooks = try await gateway.get("/v1/webhooks?verdict=noted").json["webhooks"]?.array
            #expect(webhooks?.count == 1)
        }
    }

    @Test(arguments: ["hmac-sha256", "bearer"])
    func `it is taken by the older ways, too, and never unproven`(mode: String) async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered(mode, at: gateway)
            let body = Self.change()
            #expect(try await sender.send(body, headers: [:]).status == .unauthorized)
            #expect(try await gateway.database.claimCapabilityReadings(limit: 10).isEmpty)
            let proven =
                mode == "bearer"
                ? try await sender.send(body, headers: [.authorization: "Bearer \(sender.secret.text)"])
                : try await sender.sendSigned(body)
            #expect(proven.status == .ok, "\(proven.text)")
            #expect(try await gateway.database.claimCapabilityReadings(limit: 10).count == 1)
        }
    }

    @Test func `a challenge for what the agent was asked for is given back, once`() async throws {
        try await SigningSeller.with { seller, gateway in
            let body = Self.challenge()
            // Before the agent was asked for anything there is nothing to prove.
            let early = try await seller.send(body)
            #expect(early.status == .badRequest && early.text.contains("webhook_challenge_unbound"))

            try await gateway.subscribe()
            let fields = try seller.fields(for: body)
            let answer = try await seller.send(body, fields: fields)
            #expect(answer.status == .ok, "\(answer.text)")
            #expect(answer.json == ["challenge": "0123456789abcdef0123456789abcdef"])
            #expect(try await seller.send(body, fields: fields).signatureError == "webhook_signature_replayed")
        }
    }

    @Test(arguments: [
        Self.challenge(subscriber: "other"), Self.challenge(url: "https://seller.example/"),
        Self.challenge(mode: "HMAC-SHA256"), Self.challenge(events: #""principal.changed""#),
        Self.challenge(events: #""capabilities.changed","principal.changed""#),
        Self.challenge().replacing(#""scope":"agent","#, with: ""),
    ])
    func `a challenge that is bound to anything else proves nothing`(body: String) async throws {
        try await SigningSeller.with { seller, gateway in
            try await gateway.subscribe()
            let refused = try await seller.send(body)
            #expect(refused.status == .badRequest)
            #expect(!refused.text.contains("0123456789abcdef0123456789abcdef"))
            #expect(try await gateway.alarms(kind: "webhook_refused").count == 1)
        }
    }

    @Test func `a challenge that is not signed proves nothing`() async throws {
        try await SigningSeller.with { seller, gateway in
            try await gateway.subscribe()
            let unsigned = try await seller.sender.send(Self.challenge(), headers: [:])
            #expect(unsigned.signatureError == "webhook_signature_header_malformed")
        }
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            #expect(try await sender.sendSigned(Self.challenge()).text.contains("webhook_challenge_unbound"))
        }
    }
}

extension TestGateway {
    /// The agent `seller` says that it tells of changes, so that it is asked to.
    fileprivate func subscribe() async throws {
        let id = try #require(
            try await self.get("/v1/agents/seller").json["id"]?.string.flatMap(UUID.init(uuidString:)))
        let set = try await self.send(.put, "/v1/agents/seller/change-notices", body: #"{"hears_changes":true}"#)
        #expect(set.status == .ok, "\(set.text)")
        try await self.database.recordCapabilities(
            AgentCapabilities(
                version: "3.2", supportedVersions: ["3.2"], idempotencySupported: true, replaySeconds: 86_400,
                pollTool: nil, listTool: nil,
                document: """
                    {"adcp":{"capability_changes":{"capabilities_version":"v1","cache_ttl_seconds":3600,"notifications":
                    {"supported":true,"registration_task":"sync_agent_notification_configs",
                    "event_types":["capabilities.changed"]}}}}
                    """),
            of: id, tenant: self.tenant)
    }
}
