import Database
import TestSupport
import Testing

/// Outcomes that came without their record, and refusals after which nothing may be sent again.
@Suite(.database)
struct IncompleteRecordTests {
    @Test
    func `the first full record of an outcome that was told without one completes it, and a second is a conflict`()
        async throws
    {
        try await TestDatabase.current.withPool { pool in
            let database = Database(pool: pool)
            let seller = try await Seller.make(database)
            let step = try await seller.submitAndClaim(database)
            func say(_ channel: Observed.Channel, _ hash: UInt8?) async throws -> Verdict.Kind? {
                var observed = Observed(
                    operation: step.operation, channel: channel, leaseToken: nil, outcome: "completed")
                observed.taskID = "task"
                observed.recordHash = hash.map { Array(repeating: $0, count: 32) }
                observed.value = hash.map { "{\"media_buy_id\":\"\($0)\"}" }
                return try await database.observe(instance: nil, [observed]).first?.kind
            }
            #expect(try await say(.reconcile, nil) == .moved)
            #expect(try await say(.reconcile, nil) == .duplicate)
            #expect(try await say(.reconcile, 1) == .supplemented)
            #expect(try await say(.reconcile, 1) == .duplicate)
            #expect(try await say(.reconcile, 2) == .conflict)
            let document = try await database.operation(step.operation)
            #expect(document.contains(#""media_buy_id": "1""#))
        }
    }

    @Test(arguments: ["COMMITTED_RESOURCE_PURGED", "IDEMPOTENCY_CONFLICT", "IDEMPOTENCY_EXPIRED"])
    func `what the seller says is wrong to send again waits for a person`(code: String) async throws {
        try await TestDatabase.current.withPool { pool in
            let database = Database(pool: pool)
            let seller = try await Seller.make(database)
            try await database.recordCapabilities(
                AgentCapabilities(
                    version: "3.1", supportedVersions: ["3.1"], idempotencySupported: true, replaySeconds: 86_400,
                    pollTool: nil, listTool: nil, document: "{}"), of: seller.agent, tenant: seller.tenant)
            let step = try await seller.submitAndClaim(database)
            var observed = Observed(
                operation: step.operation, channel: .call, leaseToken: step.leaseToken, outcome: "outcome_unknown")
            observed.errorCode = code
            #expect(try await database.observe(instance: nil, [observed]).first?.kind == .retried)
            let document = try await database.operation(step.operation)
            #expect(document.contains(#""attention": "outcome_unknown""#))
            #expect(document.contains(#""step": "expire""#))
        }
    }
}
