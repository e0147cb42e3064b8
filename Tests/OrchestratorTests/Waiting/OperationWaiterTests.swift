import Database
import Foundation
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct OperationWaiterTests {
    @Test func `a wait ends at once when its goal is reached already, and at its limit otherwise`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            let waiter = OperationWaiter(database: fleet.database, signals: ChangeSignals())
            #expect(try await waiter.wait(for: .change(beyond: 0), of: operation, atMost: .seconds(60))?.version == 1)
            #expect(try await waiter.wait(for: .closed, of: operation, atMost: .milliseconds(1))?.state == "requested")
            #expect(try await waiter.wait(for: .closed, of: operation, atMost: .zero)?.state == "requested")
        }
    }

    @Test func `an operation that does not exist is not waited for`() async throws {
        try await Fleet.with { fleet in
            let waiter = OperationWaiter(database: fleet.database, signals: ChangeSignals())
            let nothing = OperationID(tenant: fleet.tenant, id: UUID())
            let version = try await waiter.wait(for: .closed, of: nothing, atMost: .seconds(60))
            #expect(version == nil)
        }
    }

    @Test func `without any hint a change is found on the beat`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            let waiter = OperationWaiter(database: fleet.database, signals: ChangeSignals(), beat: .milliseconds(5))
            async let waited = waiter.wait(for: .closed, of: operation, atMost: .seconds(60))
            _ = try await fleet.database.cancel(operation)
            #expect(try await waited?.state == "canceled")
        }
    }

    @Test func `a cancelled task does not wait on`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            let waiter = OperationWaiter(database: fleet.database, signals: ChangeSignals())
            await withThrowingTaskGroup { group in
                group.addTask { _ = try await waiter.wait(for: .closed, of: operation, atMost: .seconds(3600)) }
                group.cancelAll()
                await #expect(throws: DatabaseError.self) { try await group.next() }
            }
        }
    }
}
