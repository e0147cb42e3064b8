import AdCP
import Database
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// `kill -9` of the instance that takes a webhook, at moments that are certain: whatever it had done, the sender's retry is answered, and the outcome
/// is told once.
@Suite(.database, .timeLimit(.minutes(5)))
struct WebhookKillTests {
    @Test func `killed between claim and commit, nothing has happened, and the retry does it`() async throws {
        try await KilledReceiver.with { killed in
            try await killed.holdOperation()
            async let first = killed.post(to: 0)
            try await killed.untilItWaits()
            killed.pair.processes[0].signalKill()
            // The server notices a lost machine only when it answers: its sessions go first.
            try await killed.endSessions()
            #expect((try? await first) == nil)
            #expect(try await killed.published(by: 1).outcomes.isEmpty)
            // Another instance cannot do it yet either.
            #expect(try await killed.post(to: 1) == 503)
            try await killed.letOperationGo()
            #expect(try await killed.postUntilTaken(by: 1) == 200)
            #expect(try await killed.published(by: 1).outcomes == ["completed"])
        }
    }

    @Test func `killed between commit and answer, the retry is a duplicate, and waiters elsewhere are told`()
        async throws
    {
        try await KilledReceiver.with { killed in
            try await killed.holdOperation()
            async let first = killed.post(to: 0)
            async let waited = killed.waitForOutcome(at: 1)
            try await killed.untilItWaits()
            // Stopped, it can neither answer nor tell anybody that the operation has changed; its session commits.
            kill(killed.pair.processes[0].identifier, SIGSTOP)
            try await killed.letOperationGo()
            try await killed.untilCommitted()
            killed.pair.processes[0].signalKill()
            #expect((try? await first) == nil)
            #expect(try await killed.post(to: 1) == 200)
            #expect(try await killed.published(by: 1).outcomes == ["completed"])
            #expect(try await waited == "completed")
            #expect(try await killed.value("select string_agg(verdict, ',') from adcp.webhook_keys") == "moved")
        }
    }
}

/// Two instances, an operation that is open, and a webhook that tells its end.
private struct KilledReceiver: Sendable {
    let pair: InstancePair
    let sink: NotificationSink
    let webhook: NetworkWebhook
    let operation: UUID
    let administration: Connection

    static func with(_ test: (KilledReceiver) async throws -> Void) async throws {
        let database = try TestDatabase.current
        let pair = try InstancePair(database: database.applicationDSN, secrets: ["SELLER_TOKEN": "none"])
        let administration = try await Connection.open(PostgresConfiguration(connectionString: database.dsn))
        try await database.withPool(size: 1) { pool in
            let database = Database(pool: pool)
            let tenant = try await database.putTenant("tests")
            // Nobody answers there: the webhook comes before the answer.
            _ = try await database.putAgent(
                AgentDescription(
                    name: "seller", url: "http://127.0.0.1:9/mcp", credential: "env:SELLER_TOKEN",
                    webhookMode: .hmacSHA256, publicURL: "http://127.0.0.1:9"), tenant: tenant)
            let operation = try await database.submit(
                Submission(tenant: tenant, agent: "seller", task: "create_media_buy", request: "{}")
            ).operation
            let route = try #require(try await database.webhook(ofAgent: "seller", tenant: tenant)?.route)
            let body: JSON = [
                "idempotency_key": "whk_0123456789abcdef", "operation_id": .string(operation.uuidString.lowercased()),
                "task_id": "task-1", "task_type": "create_media_buy", "status": "completed",
                "timestamp": "2026-11-26T12:00:00Z",
                "result": ["media_buy_id": "mb_7", "confirmed_at": .null, "revision": 1, "packages": []],
            ]
            let sink = NotificationSink(instances: pair.urls, key: try await pair.key())
            for instance in 0..<2 { try await sink.untilItServes(operation, instance) }
            try await test(
                KilledReceiver(
                    pair: pair, sink: sink, webhook: NetworkWebhook(body: body, tenant: tenant, route: route),
                    operation: operation, administration: administration))
        }
        await administration.close()
        await pair.stop(killed: 0)
    }

    func post(to instance: Int) async throws -> Int {
        try await self.webhook.post(
            to: self.pair.urls[instance],
            secret: InstancePair.secret(tenant: self.webhook.tenant, route: self.webhook.route))
    }

    /// As a sender does: again, as long as it is told to come back.
    func postUntilTaken(by instance: Int) async throws -> Int {
        while true {
            let status = try await self.post(to: instance)
            guard status == 503 else { return status }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    func published(by instance: Int) async throws -> NotificationSink.Published {
        try await self.sink.published(of: self.operation, by: instance)
    }

    func waitForOutcome(at instance: Int) async throws -> String? {
        try await self.sink.wait(for: self.operation, by: instance)
    }

    func value(_ sql: String) async throws -> String? {
        try await self.administration.query(Statement(sql: sql)).string(0, 0)
    }

    /// From now on whoever settles the operation has claimed the delivery and cannot commit.
    func holdOperation() async throws {
        _ = try await self.administration.script("begin; lock table adcp.settlements in exclusive mode")
    }

    func letOperationGo() async throws {
        _ = try await self.administration.script("commit")
    }

    func untilItWaits() async throws {
        while try await self.blocked("count(*)") == "0" { try Task.checkCancellation() }
    }

    func endSessions() async throws {
        _ = try await self.blocked("count(pg_terminate_backend(pid, 5000))")
    }

    private func blocked(_ what: String) async throws -> String? {
        _ = try await self.administration.script("select pg_stat_clear_snapshot()")
        return try await self.value(
            """
            select \(what) from pg_stat_activity
            where datname = current_database() and pg_backend_pid() = any (pg_blocking_pids(pid))
            """)
    }

    func untilCommitted() async throws {
        while try await self.value("select count(*) from adcp.settlements") == "0" { try Task.checkCancellation() }
    }
}
