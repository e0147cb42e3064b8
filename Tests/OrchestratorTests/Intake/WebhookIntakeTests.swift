import AdCP
import Database
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct WebhookIntakeTests {
    @Test func `a webhook that was kept and not applied is applied later`() async throws {
        try await Fleet.with { fleet in
            for sql in [
                """
                create function public.refuse() returns trigger language plpgsql as
                $$ begin raise exception 'not now' using errcode = '40001'; end $$
                """,
                "create trigger refuse before insert on adcp.settlements for each row execute function public.refuse()",
            ] {
                try await fleet.admin.query(Statement(sql: sql))
            }
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let operation = try await fleet.submit()
            let receipt = try await fleet.database.accept(
                try await fleet.webhook(from: seller, about: operation, task: "task_1", status: "completed"))
            #expect(receipt.answer == .inProgress)
            #expect(try await fleet.document(operation)["state"] == "requested")
            try await fleet.admin.query(Statement(sql: "drop trigger refuse on adcp.settlements"))
            try await fleet.admin.query(Statement(sql: "update adcp.webhook_keys set due_at = clock_timestamp()"))

            let signals = ChangeSignals()
            let log = EventLog()
            let intake = WebhookIntake(
                database: fleet.database, signals: signals, events: log.recorder, pace: .init(least: .milliseconds(1)))
            var changes = signals.changes(of: operation).makeAsyncIterator()
            await withThrowingTaskGroup { group in
                group.addTask { try await intake.run() }
                await log.first { if case .webhooksApplied(1) = $0 { true } else { false } }
                group.cancelAll()
            }
            await changes.next()
            #expect(try await fleet.states(operation) == ["requested", "calling_adcp", "completed"])
        }
    }
}
