import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

/// Agents are asked anew when they tell that what they can has changed.
@Suite(.database, .timeLimit(.minutes(1)))
struct CapabilityRefreshTests {
    private static func capabilities(_ version: String) -> AgentAnswer {
        .body([
            "adcp": [
                "major_versions": [3], "supported_versions": ["3.2"],
                "idempotency": ["supported": true, "replay_ttl_seconds": 86_400],
                "capability_changes": ["capabilities_version": .string(version)],
            ]
        ])
    }

    private static func tell(_ version: String, from agent: UUID, in fleet: Fleet) async throws {
        var notice = VerifiedWebhook(
            route: try await fleet.route(of: agent), idempotencyKey: UUID().uuidString,
            fingerprint: [UInt8](repeating: 1, count: 32), outcome: "capabilities", body: "{}")
        notice.taskType = CapabilitiesChange.notificationType
        let value: JSON = ["capabilities_version": .string(version), "changed_at": "2026-11-01T12:00:00Z"]
        notice.value = value.text
        #expect(try await fleet.database.accept(notice).verdict == "noted")
    }

    @Test func `an agent is asked until it shows what it announced, and instances notice`() async throws {
        try await Fleet.with { fleet in
            let id = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let agent = ScriptedAgent()
            await agent.on(
                "get_adcp_capabilities", { _ in .lost(reason: "the line broke") }, { _ in Self.capabilities("v1") },
                { _ in Self.capabilities("v2") })
            try await Self.tell("v2", from: id, in: fleet)
            // The waits between the looks are the database's.
            try await fleet.admin.query(
                Statement(
                    sql: """
                        create function public.hurry() returns trigger language plpgsql as
                        $$ begin new.due_at := least(new.due_at, now()); return new; end $$
                        """))
            try await fleet.admin.query(
                Statement(
                    sql: """
                        create trigger hurry before update on adcp.capability_notices for each row
                        when (new.due_at is not null) execute function public.hurry()
                        """))
            let before = try await fleet.database.agentConnection(id, tenant: fleet.tenant)?.revision ?? 0
            let log = EventLog()
            let refresh = CapabilityRefresh(
                database: fleet.database, caller: agent, secrets: SecretSource(environment: [:]),
                signals: ChangeSignals(), events: log.recorder,
                pace: .init(least: .milliseconds(1), most: .milliseconds(2)))
            await withThrowingTaskGroup { group in
                group.addTask { try await refresh.run() }
                await log.first { if case .agentUnread = $0 { true } else { false } }
                await log.reached(2) { if case .agentRead(name: "seller", version: "3.2") = $0 { true } else { false } }
                group.cancelAll()
            }
            #expect(await agent.calls(of: "get_adcp_capabilities").count == 3)
            let shown = try JSON(parsing: try await fleet.database.agent(named: "seller", tenant: fleet.tenant))
            #expect(shown["capabilities_version"] == "v2")
            #expect(shown["capability_changes"]?["announced"]?["seen_at"] != nil)
            #expect(shown["capability_changes"]?["announced"]?["next_read_at"] == nil)
            #expect(try await fleet.database.agentConnection(id, tenant: fleet.tenant)?.revision ?? 0 > before)
        }
    }

    @Test func `word of work wakes whoever looks`() async throws {
        try await Fleet.with { fleet in
            let id = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let agent = ScriptedAgent()
            await agent.on("get_adcp_capabilities") { _ in Self.capabilities("v2") }
            let signals = ChangeSignals()
            let log = EventLog()
            let refresh = CapabilityRefresh(
                database: fleet.database, caller: agent, secrets: SecretSource(environment: [:]), signals: signals,
                events: log.recorder, pace: .init(least: .milliseconds(1), most: .seconds(3600)))
            try await withThrowingTaskGroup { group in
                group.addTask { try await refresh.run() }
                try await Self.tell("v2", from: id, in: fleet)
                signals.announceWork()
                await log.first { if case .agentRead = $0 { true } else { false } }
                group.cancelAll()
            }
        }
    }
}
