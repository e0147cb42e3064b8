import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct BreakerTests {
    private func breaker(_ fleet: Fleet) async throws -> String? {
        try await fleet.value(
            """
            select concat_ws(' ', breaker, consecutive_failures, round(extract(epoch from blocked_until - updated_at) / 2.5))
            from adcp.agent_health where breaker = 'open' or blocked_until = '-infinity'
            """)
    }

    /// Claims steps and hands them back with one outcome each; nil for one of success.
    private func hand(
        in outcomes: [Observation.Outcome], _ fleet: Fleet, milliseconds: Int? = 0, errorCode: String? = nil
    ) async throws {
        let instance = UUID()
        let claim = try await fleet.database.claim(instance: instance, limit: outcomes.count, after: nil)
        #expect(claim.steps.count == outcomes.count)
        _ = try await fleet.database.observe(
            instance: instance,
            zip(claim.steps, outcomes).map { step, outcome in
                var observation = Observation(outcome, errorCode: errorCode)
                if outcome == .submitted { observation.taskID = UUID().uuidString }
                return Observed(observation, by: step, took: milliseconds.map { .milliseconds($0) })
            })
    }

    @Test func `however many calls fail together, that opens the breaker once, for the shortest time`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            for _ in 1...60 { _ = try await fleet.submit() }
            try await self.hand(in: Array(repeating: .retry, count: 40), fleet)
            #expect(try await self.breaker(fleet) == "open 5 1")
            // Calls that had been sent before say nothing new.
            try await fleet.admin.query(Statement(sql: "update adcp.agent_health set blocked_until = '-infinity'"))
            try await self.hand(in: [.retry], fleet, milliseconds: 60_000)
            #expect(try await fleet.value("select consecutive_failures::text from adcp.agent_health") == "5")
            // One that was sent to try does.
            try await fleet.admin.query(Statement(sql: "update adcp.agent_health set blocked_until = '-infinity'"))
            try await self.hand(in: [.retry], fleet)
            #expect(try await self.breaker(fleet) == "open 6 2")
            try await fleet.admin.query(Statement(sql: "update adcp.agent_health set blocked_until = '-infinity'"))
            try await self.hand(in: [.submitted], fleet)
            #expect(try await fleet.value("select breaker from adcp.agent_health") == "closed")
        }
    }

    @Test func `failures among answers do not open it`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            for _ in 1...20 { _ = try await fleet.submit() }
            try await self.hand(in: Array(repeating: .retry, count: 10) + [.submitted], fleet)
            #expect(try await fleet.value("select breaker from adcp.agent_health") == "closed")
        }
    }

    @Test func `what is wrong before the agent is asked neither opens nor closes it`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            for _ in 1...20 { _ = try await fleet.submit() }
            try await self.hand(in: Array(repeating: .retry, count: 4), fleet)
            try await self.hand(
                in: Array(repeating: .retry, count: 4), fleet, milliseconds: nil, errorCode: StepError.noCredential)
            #expect(try await fleet.value("select consecutive_failures::text from adcp.agent_health") == "4")
        }
    }

    @Test func `an agent that cannot be asked what it can has failed once, however many steps wait`() async throws {
        try await Fleet.with(isHurried: false) { fleet in
            let agent = ScriptedAgent()
            let gate = Gate()
            await agent.on(
                "get_adcp_capabilities",
                { _ in
                    await gate.pass()
                    return .notSent(reason: "No connection.")
                })
            try await fleet.addAgent()
            for _ in 1...10 { _ = try await fleet.submit() }
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .claimed(10) = $0 { true } else { false } }
                gate.open()
                await instance.events.reached(10) { if case .observed = $0 { true } else { false } }
            }
            #expect(try await fleet.value("select breaker from adcp.agent_health") == "closed")
        }
    }
}
