import Foundation
import Synchronization
import Testing

@testable import Database
@testable import Orchestrator

@Suite(.timeLimit(.minutes(1)))
struct ChangeSignalsTests {
    private static func operation() -> OperationID {
        OperationID(tenant: UUID(), id: UUID())
    }

    @Test func `changes that come together are told as one`() async {
        let signals = ChangeSignals()
        let operation = Self.operation()
        let changes = signals.changes(of: operation)
        signals.announce([operation])
        signals.announce([Self.operation()])
        signals.announce([operation])
        var iterator = changes.makeAsyncIterator()
        await iterator.next()
        async let next: Void? = iterator.next()
        signals.resync()
        await next
    }

    @Test func `what is announced here is told to others once, until it is taken`() {
        let signals = ChangeSignals()
        let operation = Self.operation()
        signals.announce([operation, operation])
        signals.announceWork()
        let announcements = signals.takeAnnouncements()
        #expect(announcements.operations == [operation.id])
        #expect(announcements.isWork)
        #expect(signals.takeAnnouncements().isEmpty)
        signals.giveBack(announcements)
        #expect(signals.takeAnnouncements() == announcements)
    }

    @Test func `more than can be named becomes everything`() {
        var announcements = Announcements()
        announcements.add((0...Announcements.limit).map { _ in UUID() })
        #expect(announcements.isEverything)
        #expect(announcements.operations.isEmpty)
        var other = Announcements()
        other.add([UUID()])
        other.merge(announcements)
        #expect(other.isEverything)
    }

    @Test func `who has left is not woken and not watched`() {
        let signals = ChangeSignals()
        let operation = Self.operation()
        let count = Mutex(0)
        var subscription: Subscription? = signals.subscribe(to: operation) { count.withLock { $0 += 1 } }
        signals.announce([operation])
        #expect(signals.watchedOperations == [operation])
        withExtendedLifetime(subscription) {}
        subscription = nil
        signals.announce([operation])
        #expect(signals.watchedOperations.isEmpty)
        #expect(count.withLock { $0 } == 1)
    }

    @Test func `a stream that nobody reads any more is not watched`() {
        let signals = ChangeSignals()
        do {
            let changes = signals.changes(of: Self.operation())
            #expect(signals.watchedOperations.count == 1)
            withExtendedLifetime(changes) {}
        }
        #expect(signals.watchedOperations.isEmpty)
    }

    @Test func `on the slow beat those are woken whose operation has come further`() throws {
        let operation = Self.operation()
        let woken = Mutex(0)
        let signals = ChangeSignals()
        let subscription = signals.subscribe(to: operation) { woken.withLock { $0 += 1 } }
        func read(_ version: Int) -> OperationVersion {
            OperationVersion(operation: operation, version: version, state: "submitted", isSettled: false)
        }
        signals.note([read(3)])
        signals.note([read(3)])
        signals.note([read(4)])
        #expect(woken.withLock { $0 } == 2)
        withExtendedLifetime(subscription) {}
    }
}
