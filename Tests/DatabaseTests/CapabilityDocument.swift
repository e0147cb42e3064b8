import AdCP
import Database
import struct Database.AgentCapabilities
import Foundation
import Testing

/// What an agent says of itself, as far as it tells of its changes.
struct CapabilityDocument {
    var version = "3.2"
    var capabilitiesVersion: JSON = "v1"
    var notifies: JSON = true
    var task: JSON = "sync_agent_notification_configs"
    var events: JSON = ["capabilities.changed"]

    var capabilities: AgentCapabilities {
        let document: JSON = [
            "adcp": [
                "major_versions": [3],
                "capability_changes": [
                    "capabilities_version": self.capabilitiesVersion, "cache_ttl_seconds": 3600,
                    "notifications": [
                        "supported": self.notifies, "registration_task": self.task, "event_types": self.events,
                    ],
                ],
            ]
        ]
        return AgentCapabilities(
            version: self.version, supportedVersions: [self.version], idempotencySupported: true, replaySeconds: 86_400,
            pollTool: nil, listTool: nil, document: document.text)
    }
}

extension Deployment {
    func record(_ document: CapabilityDocument = CapabilityDocument()) async throws {
        _ = try await self.database.setChangeNotices(
            true, ofAgent: "seller", tenant: self.tenant, actor: "user:ann")
        try await self.database.recordCapabilities(document.capabilities, of: self.agent, tenant: self.tenant)
    }

    var agentDocument: JSON {
        get async throws { try JSON(parsing: try await self.database.agent(named: "seller", tenant: self.tenant)) }
    }

    /// The agent tells, at the address that it was given, that what it can has changed.
    func tell(_ version: String, changedAt: String = "2026-11-01T12:00:00Z") async throws {
        let webhook = try #require(try await self.database.webhook(ofAgent: "seller", tenant: self.tenant))
        let id = try #require(UUID(uuidString: String(webhook.url.suffix(36))))
        let route = try #require(try await self.database.webhookRoute(tenant: self.tenant, id: id))
        var notice = VerifiedWebhook(
            route: route, idempotencyKey: UUID().uuidString, fingerprint: hash(1), outcome: "capabilities", body: "{}")
        notice.taskType = "capabilities.changed"
        let value: JSON = ["capabilities_version": .string(version), "changed_at": .string(changedAt)]
        notice.value = value.text
        let receipt = try await self.database.accept(notice)
        #expect(receipt.answer == .accepted && receipt.verdict == "noted" && receipt.changed == nil)
    }

    /// How many agents are to be read now.
    func readings() async throws -> Int {
        let claimed = try await self.database.claimCapabilityReadings(limit: 10)
        #expect(claimed.allSatisfy { $0 == (self.tenant, self.agent) })
        return claimed.count
    }
}
