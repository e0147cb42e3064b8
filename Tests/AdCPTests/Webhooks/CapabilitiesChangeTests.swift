import AdCP
import Testing

/// The example of `core/capabilities-changed-webhook.json`.
private let change: JSON = [
    "idempotency_key": "whk_01J1T3K6YZR7V5P9Q2M4N6B8CD", "notification_id": "capchg_20260702_0001",
    "notification_type": "capabilities.changed", "fired_at": "2026-07-02T09:15:30Z",
    "subscriber_id": "registry-cache", "agent_url": "https://seller.example/adcp",
    "changed_at": "2026-07-02T09:14:55Z", "reason": "capability_enabled",
    "capabilities_version": "rev_20260702_091455", "changed_paths": ["/account/sandbox"],
]

/// The example of `core/agent-webhook-challenge.json`.
private let challenge: JSON = [
    "type": "webhook.challenge", "scope": "agent", "challenge": "example-challenge-token-000000000000",
    "subscriber_id": "registry-cache", "seller_agent_url": "https://seller.example/adcp",
    "delivery_auth": ["mode": "rfc9421"], "event_types": ["capabilities.changed"],
]

extension JSON {
    fileprivate func replacing(_ name: String, _ value: JSON?) -> JSON {
        var members = self.object ?? [:]
        members[name] = value
        return .object(members)
    }
}

@Suite struct CapabilitiesChangeTests {
    @Test(arguments: ["3.0", "3.2"])
    func `a change of what an agent can speaks of no task`(version: String) throws {
        let read = try WebhookPayload(body: change.text.utf8, servedVersion: version)
        #expect(
            read.capabilitiesChange?.text
                == #"{"capabilities_version":"rev_20260702_091455","changed_at":"2026-07-02T09:14:55Z"}"#)
        #expect(read.idempotencyKey == "whk_01J1T3K6YZR7V5P9Q2M4N6B8CD")
        #expect(read.notificationID == "capchg_20260702_0001")
        #expect(read.taskType == "capabilities.changed")
        #expect(read.timestamp == "2026-07-02T09:15:30Z")
        #expect(read.taskID == nil && read.operationID == nil && read.deliveryReport == nil)
    }

    @Test func `an agent over A2A tells it in the same form`() throws {
        let body = try WebhookBody(change.text.utf8, servedVersion: "3.2", transport: .a2a)
        #expect(try body.unknown == nil)
        #expect(try WebhookPayload(body, of: nil).capabilitiesChange != nil)
    }

    @Test(
        arguments: [
            ("idempotency_key", nil), ("idempotency_key", "short"), ("notification_id", nil), ("fired_at", "yesterday"),
            ("subscriber_id", nil), ("agent_url", nil), ("changed_at", nil), ("changed_at", "2026-07-02T09:14:55"),
            ("reason", nil), ("capabilities_version", nil), ("capabilities_version", ""), ("capabilities_version", 7),
            // Another notification, of which we know nothing, is none of a task either.
            ("notification_type", "principal.changed"), ("task_type", "create_media_buy"),
        ] as [(String, JSON?)])
    func `a change that is not as AdCP has it is none`(member: String, value: JSON?) {
        #expect(throws: WebhookPayloadError.self) {
            try WebhookPayload(body: change.replacing(member, value).text.utf8, servedVersion: "3.2")
        }
    }

    @Test func `a challenge is given back`() throws {
        let read = try #require(try WebhookChallenge(challenge.text.utf8))
        #expect(read.answer == #"{"challenge":"example-challenge-token-000000000000"}"#)
        #expect(read.subscriberID == "registry-cache" && read.sellerAgentURL == "https://seller.example/adcp")
        #expect(read.deliveryMode == "rfc9421" && read.eventTypes == ["capabilities.changed"])
    }

    @Test func `what is no challenge is left to others`() throws {
        #expect(try WebhookChallenge(change.text.utf8) == nil)
        #expect(try WebhookChallenge("{".utf8) == nil)
        #expect(try WebhookChallenge("[]".utf8) == nil)
    }

    @Test(
        arguments: [
            ("scope", nil), ("scope", "account"), ("challenge", nil), ("challenge", "too-short"),
            ("challenge", "with spaces and more spaces than are good"), ("subscriber_id", nil),
            ("seller_agent_url", nil),
            ("delivery_auth", nil), ("delivery_auth", [:]), ("event_types", nil), ("event_types", []),
            ("event_types", ["capabilities.changed", 1]),
        ] as [(String, JSON?)])
    func `a challenge that is not as AdCP has it is refused`(member: String, value: JSON?) {
        #expect(throws: WebhookPayloadError.self) { try WebhookChallenge(challenge.replacing(member, value).text.utf8) }
    }
}
