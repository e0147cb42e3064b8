import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// What is kept, and for how long (AdCP convergence, C §7).
@Suite(.database, .timeLimit(.minutes(5)))
struct RetentionTests {
    @Test func `I-34: a key is bound from its first acceptance for as long as its sender may send it again`()
        async throws
    {
        try await Deployment.with(webhookMode: .hmacSHA256) { deployment in
            let webhook = try await deployment.webhook()
            #expect(try await deployment.database.accept(webhook).answer == .awaited)
            try await deployment.script("update adcp.webhook_keys set due_at = now()")
            _ = try await deployment.database.applyWebhooks(limit: 10)
            try await deployment.script("update adcp.retentions set keep = '24 hours' where name = 'webhook_keys'")
            try await deployment.age(by: "6 days")
            try await deployment.script(
                """
                update adcp.agents set capabilities = '{"webhook_signing": {"delivery_retry_horizon_seconds": 604800}}'
                """)
            _ = try await deployment.database.maintain()
            #expect(try await deployment.database.accept(webhook).answer == .duplicate)
            // What was sent again in between does not make it last longer.
            try await deployment.age(by: "1 day 1 minute")
            _ = try await deployment.database.maintain()
            #expect(try await deployment.count("adcp.webhook_keys") == 0)
        }
    }

    @Test func `what waits to be applied is never forgotten`() async throws {
        try await Deployment.with(webhookMode: .hmacSHA256) { deployment in
            _ = try await deployment.database.accept(try await deployment.webhook())
            try await deployment.age(by: "1 year")
            _ = try await deployment.database.maintain()
            #expect(try await deployment.count("adcp.webhook_keys") == 1)
        }
    }

    @Test func `partitions past their time go whole, and the history of operations stays`() async throws {
        try await Deployment.with { deployment in
            try await deployment.submit()
            for table in ["webhook_deliveries", "operation_events"] {
                try await deployment.script(
                    "create table adcp.\(table)_old partition of adcp.\(table) for values from ('2020-01-06') to ('2020-01-13')"
                )
            }
            _ = try await deployment.database.maintain()
            #expect(try await deployment.text("select to_regclass('adcp.webhook_deliveries_old')::text") == nil)
            #expect(
                try await deployment.text("select to_regclass('adcp.operation_events_old')::text")
                    == "adcp.operation_events_old")
            #expect(try await deployment.count("adcp.operation_events") == 1)
        }
    }
}

/// What a restart finds (AdCP convergence, C §7).
@Suite(.database, .timeLimit(.minutes(5)))
struct RestartTests {
    @Test func `I-40: a poll that fell due while nobody ran is the next instance's first work`() async throws {
        try await Deployment.with { deployment in
            let operation = try await deployment.submit()
            let call = try #require(try await deployment.claim().first)
            _ = try await deployment.observe("submitted", call) { $0.taskID = "task-1" }
            try await deployment.makeDue()
            let steps = try await deployment.database.claim(instance: UUID(), limit: 10, after: nil).steps
            #expect(steps.map(\.operation) == [operation])
            #expect(steps.first?.kind == .poll && steps.first?.taskID == "task-1")
        }
    }

    @Test func `I-41: of two workers one claims a poll, and only the holder of its lease hands it back`() async throws {
        try await Deployment.with { deployment in
            let operation = try await deployment.submit()
            let call = try #require(try await deployment.claim().first)
            _ = try await deployment.observe("submitted", call) { $0.taskID = "task-1" }
            try await deployment.makeDue()
            async let left = deployment.database.claim(instance: UUID(), limit: 10, after: nil).steps
            async let right = deployment.database.claim(instance: UUID(), limit: 10, after: nil).steps
            let claimed = try await left + right
            #expect(claimed.map(\.operation) == [operation])
            // Its lease runs out, and another takes the poll over.
            try await deployment.makeDue()
            let second = try #require(try await deployment.claim().first)
            let poll = try #require(claimed.first)
            let late = try await deployment.observe("working", poll) { $0.taskID = "task-1" }
            #expect(late?.kind == .stale)
            let held = try await deployment.observe("working", second) { $0.taskID = "task-1" }
            #expect(held?.kind == .moved)
        }
    }
}

extension Deployment {
    fileprivate func webhook() async throws -> VerifiedWebhook {
        let document = try await self.database.agent(named: "seller", tenant: self.tenant)
        let path = try #require(document.firstMatch(of: /webhooks\/[0-9a-f-]{36}\/([0-9a-f-]{36})/)?.1)
        let id = try #require(UUID(uuidString: String(path)))
        let route = try #require(try await self.database.webhookRoute(tenant: self.tenant, id: id))
        var webhook = VerifiedWebhook(
            route: route, idempotencyKey: "whk_0123456789abcdef", fingerprint: hash(1), outcome: "completed", body: "{}"
        )
        (webhook.taskID, webhook.taskType) = ("task-of-nobody", "create_media_buy")
        return webhook
    }

    fileprivate func script(_ text: String) async throws {
        try await self.administrator.query(Statement(sql: text))
    }

    fileprivate func text(_ sql: String) async throws -> String? {
        try await self.administrator.query(Statement(sql: sql)).string(0, 0)
    }

    fileprivate func count(_ table: String) async throws -> Int? {
        try await self.administrator.query(Statement(sql: "select count(*) from \(table)")).int(0, 0)
    }

    /// As if what was accepted had been accepted so much sooner.
    fileprivate func age(by time: String) async throws {
        try await self.script("update adcp.webhook_keys set accepted_at = accepted_at - interval '\(time)'")
    }
}
