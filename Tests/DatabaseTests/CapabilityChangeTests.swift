import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// Agents that tell when what they can changes (AdCP `capabilities.changed`).
@Suite(.database, .timeLimit(.minutes(5)))
struct CapabilityChangeTests {
    @Test func `an agent that tells is asked to, once, at the address of its webhooks`() async throws {
        try await Deployment.with(isKnown: false, webhookMode: .rfc9421) { deployment in
            try await deployment.record()
            try await deployment.record()
            let steps = try await deployment.claim()
            #expect(steps.map(\.task) == ["sync_agent_notification_configs"])
            let step = try #require(steps.first)
            let prepared = try #require(try await deployment.database.prepare(step).text)
            let request = try JSON(parsing: prepared)
            let agent = try await deployment.agentDocument
            #expect(
                request["notification_configs"] == [
                    [
                        "subscriber_id": "holdfast", "url": agent["webhook_url"] ?? .null,
                        "event_types": ["capabilities.changed"], "active": true,
                    ]
                ])
            #expect(request["idempotency_key"]?.string?.count == 36)
            #expect(request["push_notification_config"] == nil)
            #expect(agent["capabilities_version"] == "v1")
            #expect(agent["capability_changes"]?["subscription"]?["state"] == "pending")

            // The same bytes again, should the first answer have been lost.
            _ = try await deployment.observe("outcome_unknown", step)
            try await deployment.makeDue()
            #expect(try await deployment.claim().first?.request == prepared)
        }
    }

    @Test(arguments: [
        ("updated", "registered"), ("unchanged", "registered"), ("failed", "refused"), ("cleared", "refused"),
    ])
    func `the agent's answer tells whether it keeps our address`(action: String, state: String) async throws {
        try await Deployment.with(isKnown: false, webhookMode: .rfc9421) { deployment in
            try await deployment.record()
            try await deployment.settle(action)
            let subscription = try await deployment.agentDocument["capability_changes"]?["subscription"]
            #expect(subscription?["state"] == .string(state))
            // Neither is asked again at once; one that refused is after an hour, by whoever keeps house.
            try await deployment.record()
            #expect(try await deployment.claim().isEmpty)
            try await deployment.administrator.query(
                Statement(
                    sql: "update adcp.capability_subscriptions set requested_at = requested_at - interval '61 minutes'")
            )
            try await deployment.database.maintain()
            #expect(try await deployment.claim().count == (state == "refused" ? 1 : 0))
        }
    }

    @Test(
        arguments: [
            (WebhookRoute.Mode.rfc9421, CapabilityDocument(version: "3.1")),
            (.rfc9421, CapabilityDocument(notifies: false)), (.rfc9421, CapabilityDocument(notifies: "true")),
            (.rfc9421, CapabilityDocument(task: "sync_principal")), (.rfc9421, CapabilityDocument(task: .null)),
            (.rfc9421, CapabilityDocument(events: [])), (.rfc9421, CapabilityDocument(events: .null)),
            (.hmacSHA256, CapabilityDocument()), (nil, CapabilityDocument()),
        ] as [(WebhookRoute.Mode?, CapabilityDocument)])
    func `an agent that does not tell, or not by a signed webhook, is not asked`(
        mode: WebhookRoute.Mode?, document: CapabilityDocument
    ) async throws {
        try await Deployment.with(isKnown: false, webhookMode: mode) { deployment in
            try await deployment.record(document)
            #expect(try await deployment.claim().isEmpty)
            #expect(try await deployment.agentDocument["capability_changes"] == nil)
        }
    }

    @Test func `a list of subscribers that the tenant sends itself is not replaced`() async throws {
        try await Deployment.with(isKnown: false, webhookMode: .rfc9421) { deployment in
            _ = try await deployment.database.submit(
                Submission(
                    tenant: deployment.tenant, agent: "seller", task: "sync_agent_notification_configs",
                    request: #"{"notification_configs": []}"#))
            try await deployment.record()
            #expect(try await deployment.claim().count == 1)
            #expect(try await deployment.agentDocument["capability_changes"] == nil)
        }
    }

    @Test func `nobody is asked unless an operator wants it, and then at once`() async throws {
        try await Deployment.with(isKnown: false, webhookMode: .rfc9421) { deployment in
            try await deployment.record()
            try await deployment.settle("updated")
            let other = try await deployment.database.putAgent(
                AgentDescription(
                    name: "other", url: "https://other.example/mcp", webhookMode: .rfc9421,
                    publicURL: "https://buyer.example"), tenant: deployment.tenant)
            try await deployment.database.recordCapabilities(
                CapabilityDocument().capabilities, of: other, tenant: deployment.tenant)
            try await deployment.database.maintain()
            #expect(try await deployment.claim().isEmpty)
            _ = try await deployment.database.setChangeNotices(
                true, ofAgent: "other", tenant: deployment.tenant, actor: "user:ann")
            #expect(try await deployment.claim().map(\.agent) == [other])
        }
    }

    @Test func `at another address the agent is asked anew`() async throws {
        try await Deployment.with(isKnown: false, webhookMode: .rfc9421) { deployment in
            try await deployment.record()
            try await deployment.settle("updated")
            try await deployment.database.putAgent(
                AgentDescription(
                    name: "seller", url: "https://seller.example/mcp", webhookMode: .rfc9421,
                    publicURL: "https://other.example"), tenant: deployment.tenant)
            try await deployment.database.maintain()
            #expect(try await deployment.claim().count == 1)
            let subscription = try await deployment.agentDocument["capability_changes"]?["subscription"]
            #expect(subscription?["url"]?.string?.hasPrefix("https://other.example/") == true)
        }
    }

    @Test func `what was announced is due at once, then ever later, until it is seen`() async throws {
        try await Deployment.with(isKnown: false, webhookMode: .hmacSHA256) { deployment in
            try await deployment.record()
            try await deployment.tell("v2")
            #expect(try await deployment.readings() == 1)
            #expect(try await deployment.readings() == 0)
            // Read, and the agent shows the old version still.
            try await deployment.record()
            for _ in 2...6 {
                #expect(try await deployment.readings() == 0)
                try await deployment.passTime()
                #expect(try await deployment.readings() == 1)
            }
            let announced = try await deployment.agentDocument["capability_changes"]?["announced"]
            #expect(announced?["next_read_at"] == nil && announced?["seen_at"] == nil)
            #expect(announced?["capabilities_version"] == "v2")
            // It announces the same again, and by now it is there.
            try await deployment.tell("v2")
            try await deployment.passTime()
            #expect(try await deployment.readings() == 1)
            try await deployment.record(CapabilityDocument(capabilitiesVersion: "v2"))
            try await deployment.passTime()
            #expect(try await deployment.readings() == 0)
            #expect(try await deployment.agentDocument["capability_changes"]?["announced"]?["seen_at"] != nil)
            #expect(try await deployment.agentDocument["capabilities_version"] == "v2")
        }
    }

    @Test func `what is known already, and what is older than what is known, is not read for`() async throws {
        try await Deployment.with(isKnown: false, webhookMode: .hmacSHA256) { deployment in
            try await deployment.record(CapabilityDocument(capabilitiesVersion: "v2"))
            try await deployment.tell("v2")
            try await deployment.tell("v1", changedAt: "2026-11-01T11:59:59Z")
            #expect(try await deployment.readings() == 0)
            let announced = try await deployment.agentDocument["capability_changes"]?["announced"]
            #expect(announced?["capabilities_version"] == "v2" && announced?["seen_at"] != nil)
        }
    }

    @Test func `an agent that tells all the time is asked once in a while`() async throws {
        try await Deployment.with(isKnown: false, webhookMode: .hmacSHA256) { deployment in
            try await deployment.record()
            for number in 1...20 {
                try await deployment.tell("v\(number + 1)", changedAt: "2026-11-01T12:00:\(number + 10)Z")
                #expect(try await deployment.readings() == (number == 1 ? 1 : 0))
            }
            try await deployment.passTime()
            #expect(try await deployment.readings() == 1)
        }
    }
}

extension Deployment {
    /// The agent answers to the one step that is due.
    fileprivate func settle(_ action: String) async throws {
        let step = try #require(try await self.claim().first)
        _ = try await self.database.prepare(step)
        _ = try await self.observe("completed", step) {
            $0.recordHash = hash(1)
            $0.value = #"{"action": "\#(action)"}"#
        }
    }

    /// Lets the time pass until the next look is due.
    fileprivate func passTime() async throws {
        try await self.administrator.query(
            Statement(sql: "update adcp.capability_notices set due_at = clock_timestamp() where due_at is not null"))
    }
}
