import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct ClaimTests {
    private let instance = UUID()

    @Test func `an agent that keeps the instance busy is left out`() async throws {
        try await Fleet.with { fleet in
            let busy = try await fleet.addAgent("busy")
            let other = try await fleet.addAgent("other")
            _ = try await fleet.submit(to: "busy")
            _ = try await fleet.submit(to: "other")
            let claim = try await fleet.database.claim(instance: self.instance, limit: 10, after: nil, except: [busy])
            #expect(claim.steps.map(\.agent) == [other])
            #expect(try await fleet.database.timeUntilNextStep(except: [busy]) > .zero)
            #expect(try await fleet.database.timeUntilNextStep() == .zero)
        }
    }

    @Test func `from mark to mark everything is found, however many fell due at the same moment`() async throws {
        try await Fleet.with { fleet in
            for name in ["one", "two", "three"] { try await fleet.addAgent(name) }
            for (count, name) in [(40, "one"), (3, "two"), (20, "three")] {
                for _ in 1...count { _ = try await fleet.submit(to: name) }
                // As in a submission of many at once.
                try await fleet.admin.query(
                    Statement(
                        sql:
                            "update adcp.schedule set due_at = now() - interval '1 minute' where due_at > now() - interval '30 seconds'"
                    ))
            }
            var mark: String?
            var claimed: Set<OperationID> = []
            for _ in 1...13 {
                let claim = try await fleet.database.claim(instance: self.instance, limit: 5, after: mark)
                claimed.formUnion(claim.steps.map(\.operation))
                mark = claim.lowWater ?? mark
            }
            #expect(claimed.count == 63)
            #expect(try await fleet.database.timeUntilNextStep(after: mark) > .zero)
        }
    }

    @Test func `an open breaker lets one step out, whoever asks`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            for _ in 1...5 { _ = try await fleet.submit() }
            try await fleet.admin.query(
                Statement(
                    sql:
                        "update adcp.agent_health set breaker = 'open', opened_at = now(), blocked_until = now(), consecutive_failures = 5"
                ))
            let first = try await fleet.database.claim(instance: self.instance, limit: 10, after: nil)
            let second = try await fleet.database.claim(instance: self.instance, limit: 10, after: nil)
            #expect(first.steps.count == 1)
            #expect(second.steps.isEmpty)
        }
    }

    @Test func `only a lease that ran out unreturned makes a call uncertain`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            let first = try #require(
                try await fleet.database.claim(instance: self.instance, limit: 1, after: nil).steps.first)
            #expect(first.isResendable && !first.isUncertain)
            try await fleet.database.release([first])
            let second = try #require(
                try await fleet.database.claim(instance: self.instance, limit: 1, after: nil).steps.first)
            #expect(second.isResendable && !second.isUncertain)
            try await fleet.makeDue(operation)
            let third = try #require(
                try await fleet.database.claim(instance: self.instance, limit: 1, after: nil).steps.first)
            #expect(!third.isResendable && third.isUncertain)
            #expect(try await fleet.document(operation)["uncertain_since"] != nil)
        }
    }
}
