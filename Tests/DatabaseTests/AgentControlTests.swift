import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// An operator's hand on an agent, obeyed by all instances from their next claim on.
@Suite(.database)
struct AgentControlTests {
    @Test func `nothing goes out to a paused agent, and everything once it is resumed`() async throws {
        try await Deployment.with { deployment in
            try await deployment.submit()
            let paused = try JSON(
                parsing: try await deployment.database.pauseAgent(
                    named: "seller", tenant: deployment.tenant, actor: "user:ann", reason: "they are moving house"))
            #expect(paused["breaker"]?["paused_at"]?.string != nil)
            #expect(try await deployment.claim().isEmpty)
            #expect(try await deployment.database.timeUntilNextStep(after: nil, except: []) > .seconds(30))

            let resumed = try JSON(
                parsing: try await deployment.database.resumeAgent(
                    named: "seller", tenant: deployment.tenant, actor: "key:ops"))
            #expect(resumed["breaker"]?["paused_at"] == nil)
            #expect(try await deployment.claim().count == 1)
            let actions = resumed["actions"]?.array ?? []
            #expect(actions.map { $0["action"]?.string } == ["agent_resumed", "agent_paused"])
            #expect(actions.last?["actor"] == "user:ann" && actions.last?["reason"] == "they are moving house")
        }
    }

    @Test func `no more of an agent is under way than its limit, whichever instances ask, and what ends makes room`()
        async throws
    {
        try await Deployment.with { deployment in
            for _ in 0..<9 { try await deployment.submit() }
            try await deployment.limit(AgentLimits(mostInFlight: 3))
            let first = try await deployment.claim()
            try #require(first.count == 3)
            #expect(try await deployment.claim(by: UUID()).isEmpty)
            #expect(try await deployment.database.timeUntilNextStep(after: nil, except: []) > .zero)

            // Each way out of a lease: an outcome, an open answer, the lease's own end.
            _ = try await deployment.observe("failed", first[0])
            _ = try await deployment.observe("submitted", first[1]) { $0.taskID = "task" }
            try await deployment.letHalfSecondPass()
            #expect(try await deployment.claim(by: UUID()).count == 2)
            try await deployment.administrator.query(
                Statement(sql: "update adcp.schedule set leased_until = now() where leased_by is not null"))
            try await deployment.letHalfSecondPass()
            #expect(try await deployment.claim(by: UUID()).count == 3)
        }
    }

    @Test func `an agent is asked no faster than its limit`() async throws {
        try await Deployment.with { deployment in
            for _ in 0..<9 { try await deployment.submit() }
            try await deployment.limit(AgentLimits(perSecond: 0.01, burst: 2))
            #expect(try await deployment.claim().count == 2)
            #expect(try await deployment.claim().isEmpty)
            let wait = try await deployment.database.timeUntilNextStep(after: nil, except: [])
            #expect(wait > .seconds(50), "\(wait)")

            // A hundred seconds later there is one more.
            try await deployment.administrator.query(
                Statement(
                    sql: """
                        update adcp.agent_limits
                        set refilled_at = refilled_at - interval '100 seconds', free_at = free_at - interval '100 seconds'
                        """))
            #expect(try await deployment.claim().count == 1)

            _ = try await deployment.database.limitAgent(
                named: "seller", AgentLimits(), tenant: deployment.tenant, actor: "user:ann")
            #expect(try await deployment.claim().count == 6)
        }
    }

    @Test func `what a limit holds back is not passed over`() async throws {
        try await Deployment.with { deployment in
            for _ in 0..<3 { try await deployment.submit() }
            try await deployment.limit(AgentLimits(mostInFlight: 1))
            let first = try await deployment.database.claim(instance: deployment.instance, limit: 10, after: nil)
            let held = try await deployment.database.claim(
                instance: deployment.instance, limit: 10, after: first.lowWater)
            #expect(held.steps.isEmpty)
            _ = try await deployment.observe("failed", try #require(first.steps.first))
            try await deployment.letHalfSecondPass()
            let next = try await deployment.database.claim(
                instance: deployment.instance, limit: 10, after: held.lowWater ?? first.lowWater)
            #expect(next.steps.count == 1)
        }
    }

    @Test func `a limited agent takes nothing from the others`() async throws {
        try await Deployment.with { deployment in
            let other = try await deployment.database.putAgent(
                AgentDescription(name: "other", url: "https://other.example/mcp"), tenant: deployment.tenant)
            for _ in 0..<9 {
                try await deployment.submit()
                _ = try await deployment.database.submit(
                    Submission(tenant: deployment.tenant, agent: "other", task: "get_products", request: "{}"))
            }
            try await deployment.limit(AgentLimits(mostInFlight: 1))
            _ = try await deployment.claim()
            #expect(try await deployment.claim().count { $0.agent == other } == 4)
        }
    }

    @Test(arguments: [
        (AgentLimits(mostInFlight: 0), "most_in_flight"), (AgentLimits(mostInFlight: 1001), "most_in_flight"),
        (AgentLimits(perSecond: 0), "per_second"), (AgentLimits(perSecond: 1, burst: 0), "burst"),
        (AgentLimits(burst: 5), "burst"),
    ])
    func `a limit that is none is refused by its name`(_ limits: AgentLimits, _ field: String) async throws {
        try await Deployment.with { deployment in
            let error = await #expect(throws: DatabaseError.self) { try await deployment.limit(limits) }
            #expect(error?.field == field)
        }
    }

    @Test(arguments: ["paused", "out of order", "limited"])
    func `deadlines pass while nothing may go out`(_ why: String) async throws {
        try await Deployment.with { deployment in
            let database = deployment.database
            let unsent = try await deployment.submit()
            let waiting = try await deployment.submit()
            let step = try #require(try await deployment.claim().first { $0.operation == waiting })
            _ = try await deployment.observe("submitted", step) { $0.taskID = "task" }
            try await deployment.makeDue()
            switch why {
            case "paused":
                _ = try await database.pauseAgent(named: "seller", tenant: deployment.tenant, actor: "user:ann")
            case "out of order":
                try await deployment.administrator.query(
                    Statement(
                        sql: """
                            update adcp.agent_health
                            set breaker = 'open', opened_at = now(), consecutive_failures = 5, blocked_until = now() + interval '1 hour'
                            """))
            default: try await deployment.limit(AgentLimits(perSecond: 0.001))
            }
            #expect(try await database.expireOverdue() == 0)
            try await deployment.administrator.query(
                Statement(
                    sql: "update adcp.operations set deadline_at = now(), created_at = now() - interval '1 day'"))
            #expect(try await database.expireOverdue() == 2)
            #expect(try await deployment.document(waiting)["state"] == "timed_out")
            let document = try await deployment.document(unsent)
            #expect(document["state"] == "timed_out" || document["state"] == "failed", "\(document.text)")
            #expect(try await database.expireOverdue() == 0)
        }
    }

    @Test func `the design guide's failed at the deadline is a matter of a row`() async throws {
        try await Deployment.with { deployment in
            try await deployment.administrator.query(
                Statement(
                    sql: "update adcp.task_policies set timed_out_as = 'failed' where task_type = 'create_media_buy'"))
            let operation = try await deployment.submit()
            let step = try #require(try await deployment.claim().first)
            _ = try await deployment.observe("submitted", step) { $0.taskID = "task" }
            try await deployment.makeDue()
            let due = try #require(try await deployment.claim().first)
            #expect(try await deployment.observe("timed_out", due)?.kind == .moved)
            #expect(try await deployment.document(operation)["state"] == "failed")
            // For good: the late truth contradicts it, and is told to a person.
            var late = Observed(operation: operation, channel: .webhook, leaseToken: nil, outcome: "completed")
            late.taskID = "task"
            late.recordHash = hash(1)
            #expect(try await deployment.database.observe(instance: nil, [late]).first?.kind == .conflict)
        }
    }

    @Test func `a code that says it is out of order counts against an agent`() async throws {
        try await Deployment.with { deployment in
            for _ in 0..<5 { try await deployment.submit() }
            for step in try await deployment.claim() {
                _ = try await deployment.observe("failed", step) { $0.errorCode = "CONFIGURATION_ERROR" }
            }
            let agent = try JSON(
                parsing: try await deployment.database.agent(named: "seller", tenant: deployment.tenant))
            #expect(agent["breaker"]?["state"] == "open", "\(agent.text)")
        }
    }

    @Test func `throttling without end is told to a person`() async throws {
        try await Deployment.with { deployment in
            try await deployment.submit()
            for attempt in 1...3 {
                try await deployment.makeDue()
                let step = try #require(try await deployment.claim().first)
                _ = try await deployment.observe("retry", step) {
                    $0.errorCode = "RATE_LIMITED"
                    $0.retryAfterSeconds = 7
                }
                let alarms = try await deployment.administrator.query(
                    Statement(sql: "select count(*) from adcp.alarms where kind = 'throttled'"))
                #expect(alarms.int(0, 0) == (attempt < 3 ? 0 : 1))
            }
        }
    }
}

extension Deployment {
    fileprivate func limit(_ limits: AgentLimits) async throws {
        _ = try await self.database.limitAgent(named: "seller", limits, tenant: self.tenant, actor: "user:ann")
    }

    fileprivate func claim(by instance: UUID) async throws -> [ClaimedStep] {
        try await self.database.claim(instance: instance, limit: 10, after: nil).steps
    }

    /// Lets the time go by in which another instance's hand-back is not seen.
    fileprivate func letHalfSecondPass() async throws {
        try await self.administrator.query(Statement(sql: "update adcp.agent_limits set free_at = '-infinity'"))
    }
}
