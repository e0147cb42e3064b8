import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// Many channels tell of one operation at once, in any order: one winner, no lost history, one next step (AdCP convergence, I-1 to I-9).
@Suite(.database)
struct ConvergenceTests {
    @Test(.timeLimit(.minutes(5)), arguments: 2...8)
    func `sessions that observe one operation at once agree on what became of it`(sessions: Int) async throws {
        let seed = Seed.value &+ UInt64(sessions)
        print("convergence of \(sessions) sessions: seed \(Seed.value)")
        var generator = SplitMix64(seed)
        try await TestDatabase.current.withPool(size: sessions) { pool in
            let database = Database(pool: pool)
            let seller = try await Seller.make(database)
            for round in 0..<40 {
                let operation = try await seller.submitAndClaim(database)
                let sayings = (0..<sessions).map { _ in Saying.random(round, &generator) }
                let verdicts = try await withThrowingTaskGroup(of: Heard.self) { group in
                    for (number, saying) in sayings.enumerated() {
                        group.addTask {
                            try await saying.say(to: database, of: operation, seller, number: round * 100 + number)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                try await self.check(operation.operation, sayings, verdicts, "seed \(Seed.value), round \(round)")
            }
        }
    }

    private func check(
        _ operation: OperationID, _ sayings: [Saying], _ heard: [Heard], _ place: String
    ) async throws {
        let facts = try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            try await pool.query(Self.facts, [.uuid(operation.tenant), .uuid(operation.id)])
        }
        let said: Comment = "\(place): \(sayings) were heard as \(heard)"
        let isSettled = facts.bool(0, 0)
        #expect(facts.int(0, 1) == (isSettled ? 1 : 0), "settlements that agree with the state; \(said)")
        #expect(facts.int(0, 2) == (isSettled ? 0 : 1), "next steps; \(said)")
        #expect(facts.bool(0, 3), "history has every version; \(said)")
        #expect(facts.bool(0, 4), "each move begins where the last one ended; \(said)")
        #expect(heard.count { $0.settled } == (isSettled ? 1 : 0), "winners; \(said)")
        if sayings.contains(where: { $0.settles && !$0.isOfAnotherTask }) && !sayings.contains(where: \.isOfAnotherTask)
        {
            #expect(isSettled, "an outcome was told and lost; \(said)")
        }
        #expect(!heard.contains { $0.verdict == "pending" }, "a webhook could not be applied; \(said)")
    }

    private static let facts = Statement(
        sql: """
            select o.settled_at is not null,
                (select count(*) from adcp.settlements s
                 where s.tenant_id = o.tenant_id and s.operation_id = o.id and s.outcome = o.state),
                (select count(*) from adcp.schedule s where s.tenant_id = o.tenant_id and s.operation_id = o.id),
                (select array_agg(e.sequence order by e.sequence) = array(select generate_series(1, o.version))
                 from adcp.operation_events e where e.tenant_id = o.tenant_id and e.operation_id = o.id),
                (select coalesce(bool_and(m.from_state is not distinct from m.before), true)
                 from (
                    select e.from_state, lag(e.to_state) over (order by e.sequence) as before
                    from adcp.operation_events e
                    where e.tenant_id = o.tenant_id and e.operation_id = o.id and e.kind = 'moved') m)
            from adcp.operations o
            where o.tenant_id = $1::uuid and o.id = $2::uuid
            """)
}

/// An agent that may call back, and the operations it is given.
struct Seller: Sendable {
    let tenant: UUID
    let agent: UUID
    let route: WebhookRoute

    static func make(_ database: Database) async throws -> Seller {
        let tenant = try await database.putTenant("convergence")
        let agent = try await database.putAgent(
            AgentDescription(
                name: "seller", url: "https://seller.example/mcp", webhookMode: .hmacSHA256,
                publicURL: "https://buyer.example"), tenant: tenant)
        let document = try await database.agent(named: "seller", tenant: tenant)
        let path = try #require(document.firstMatch(of: /webhooks\/[0-9a-f-]{36}\/([0-9a-f-]{36})/)?.1)
        let id = try #require(UUID(uuidString: String(path)))
        return Seller(
            tenant: tenant, agent: agent, route: try #require(try await database.webhookRoute(tenant: tenant, id: id)))
    }

    func submitAndClaim(_ database: Database) async throws -> ClaimedStep {
        let submission = Submission(tenant: self.tenant, agent: "seller", task: "create_media_buy", request: "{}")
        let id = try await database.submit(submission).operation
        let claim = try await database.claim(instance: UUID(), limit: 100, after: nil)
        return try #require(claim.steps.first { $0.operation.id == id })
    }
}

/// What one session says of the operation.
struct Saying: Sendable, CustomStringConvertible {
    let channel: Observed.Channel
    let outcome: String
    /// Which of two results a settled outcome carries.
    let result: UInt8
    let isOfAnotherTask: Bool
    let task: String

    static func random(_ round: Int, _ generator: inout SplitMix64) -> Saying {
        let outcomes = [
            "completed", "completed", "failed", "rejected", "canceled", "submitted", "working", "input_required",
            "auth_required", "retry", "outcome_unknown",
        ]
        let isOfAnotherTask = UInt8.random(in: 0..<12, using: &generator) == 0
        return Saying(
            channel: [.call, .poll, .webhook, .webhook, .reconcile].randomElement(using: &generator) ?? .call,
            outcome: outcomes.randomElement(using: &generator) ?? "completed",
            result: UInt8.random(in: 0..<2, using: &generator), isOfAnotherTask: isOfAnotherTask,
            task: (isOfAnotherTask ? "other-" : "task-") + String(round))
    }

    var settles: Bool { ["completed", "failed", "rejected", "canceled"].contains(self.outcome) }
    var description: String { "\(self.channel):\(self.outcome)(\(self.result)) of \(self.task)" }

    func say(
        to database: Database, of step: ClaimedStep, _ seller: Seller, number: Int
    ) async throws -> Heard {
        // A webhook cannot say that something should be retried.
        if self.channel == .webhook && !["retry", "outcome_unknown"].contains(self.outcome) {
            var webhook = VerifiedWebhook(
                route: seller.route, idempotencyKey: "delivery-\(number)", fingerprint: self.hash,
                outcome: self.outcome,
                body: "{}")
            webhook.operationID = step.operation.id.uuidString.lowercased()
            webhook.taskID = self.task
            webhook.taskType = step.task
            webhook.recordHash = self.settles ? self.hash : nil
            webhook.value = self.settles ? "{}" : nil
            let receipt = try await database.accept(webhook)
            return Heard(verdict: receipt.verdict ?? "none", settled: receipt.verdict == "moved" && self.settles)
        }
        var observed = Observed(
            operation: step.operation, channel: self.channel == .webhook ? .poll : self.channel,
            leaseToken: self.channel == .reconcile ? nil : step.leaseToken, outcome: self.outcome)
        observed.taskID = self.task
        observed.recordHash = self.settles ? self.hash : nil
        observed.value = self.settles ? "{}" : nil
        observed.milliseconds = 1
        // With a code of the seller's, for a failure on the way would open the circuit breaker.
        observed.errorCode = ["retry", "outcome_unknown"].contains(self.outcome) ? "RATE_LIMITED" : nil
        let verdict = try #require(try await database.observe(instance: nil, [observed]).first)
        return Heard(verdict: verdict.kind.rawValue, settled: verdict.kind == .moved && self.settles)
    }

    private var hash: [UInt8] { Array(repeating: self.result, count: 32) }
}

struct Heard: Sendable {
    let verdict: String
    let settled: Bool
}
