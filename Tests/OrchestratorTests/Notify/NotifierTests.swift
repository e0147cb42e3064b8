import AdCP
import Database
import Foundation
import Logging
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct NotifierTests {
    private func listener(_ fleet: Fleet, channels: [String] = Notifier.Channel.all) throws -> Listener {
        Listener(
            try PostgresConfiguration(connectionString: fleet.test.applicationDSN), channels: channels, logger: .silent)
    }

    @Test func `announcements name operations, or everything when there are too many`() async throws {
        try await Fleet.with { fleet in
            var events = try self.listener(fleet).makeAsyncIterator()
            #expect(await events.next() == .resync)
            let operation = UUID()
            try await fleet.database.announce(operations: [operation], work: true)
            #expect(
                await events.next()
                    == .notification(channel: "adcp_changed", payload: operation.uuidString.lowercased()))
            #expect(await events.next() == .notification(channel: "adcp_work", payload: ""))
            try await fleet.database.announce(operations: (0..<1_000).map { _ in UUID() }, work: false)
            #expect(await events.next() == .notification(channel: "adcp_changed", payload: "*"))
            try await fleet.database.announce(operations: nil, work: false)
            #expect(await events.next() == .notification(channel: "adcp_changed", payload: "*"))
            try await fleet.database.announce(operations: [], work: true)
            #expect(await events.next() == .notification(channel: "adcp_work", payload: ""))
            try await fleet.database.announce(operations: (0..<Announcements.limit).map { _ in UUID() }, work: false)
            guard case .notification(_, let payload) = await events.next() else { return #expect(Bool(false)) }
            #expect(payload.split(separator: ",").count == Announcements.limit)
        }
    }

    @Test func `a lost notification costs a beat`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            let signals = ChangeSignals()
            let log = EventLog()
            let notifier = Notifier(
                listener: try self.listener(fleet, channels: ["somewhere_else"]), database: fleet.database,
                signals: signals,
                events: log.recorder, pace: .init(beat: .milliseconds(5)))
            try await withThrowingTaskGroup { group in
                group.addTask { try await notifier.run() }
                await log.first { if case .resynchronized = $0 { true } else { false } }
                let changes = signals.changes(of: operation)
                var iterator = changes.makeAsyncIterator()
                // The first beat tells of what it reads first.
                await iterator.next()
                _ = try await fleet.database.cancel(operation)
                await iterator.next()
                group.cancelAll()
            }
        }
    }
}
