public import Database
import struct Foundation.UUID
import Synchronization

/// Where parts of an instance tell each other, and other instances, that something has changed.
///
/// Everything here is a hint: those who are woken look at the database. A hint that is lost costs time and nothing else.
/// `Notifier` carries hints to and from other instances.
public final class ChangeSignals: Sendable {
    private struct State {
        var subscribers = Subscribers()
        var announcements = Announcements()
    }

    private let state = Mutex(State())
    /// Wakes the notifier when there is something to send.
    let outgoing = Signal()

    public init() {}

    // MARK: Hearing

    /// Yields after each change of an operation, changes that come together as one, and whenever one may have been missed.
    ///
    /// Begins to listen before it returns: read the operation afterwards, and nothing is missed.
    public func changes(of operation: OperationID) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = self.subscribe(to: operation) { continuation.yield() }
        continuation.onTermination = { _ in withExtendedLifetime(subscription) {} }
        return stream
    }

    /// Calls `wake` as `changes(of:)` yields, for as long as the subscription is kept.
    func subscribe(to operation: OperationID, _ wake: @escaping @Sendable () -> Void) -> Subscription {
        let key = self.state.withLock { $0.subscribers.add(to: operation, wake) }
        return Subscription { [weak self] in
            self?.state.withLock { $0.subscribers.remove(key, from: operation) }
        }
    }

    /// Calls `wake` whenever something may have become due, for as long as the subscription is kept.
    func subscribeToWork(_ wake: @escaping @Sendable (WorkHint) -> Void) -> Subscription {
        let key = self.state.withLock { $0.subscribers.addToWork(wake) }
        return Subscription { [weak self] in
            self?.state.withLock { $0.subscribers.removeFromWork(key) }
        }
    }

    // MARK: Telling

    /// Operations have changed: wakes those who wait for them here at once, those on other instances a little later.
    public func announce(_ operations: [OperationID]) {
        guard !operations.isEmpty else { return }
        let identifiers = operations.map(\.id)
        let wakes = self.state.withLock { state in
            state.announcements.add(identifiers)
            return state.subscribers.wakes(of: identifiers)
        }
        for wake in wakes { wake() }
        self.outgoing.send()
    }

    /// Something is due now: wakes the dispatcher here at once, those on other instances a little later.
    public func announceWork() {
        let wakes = self.state.withLock { state in
            state.announcements.addWork()
            return state.subscribers.ofWork
        }
        for wake in wakes { wake(.due) }
        self.outgoing.send()
    }

    // MARK: For the notifier

    func takeAnnouncements() -> Announcements {
        self.state.withLock { state in
            defer { state.announcements = Announcements() }
            return state.announcements
        }
    }

    /// Puts back what could not be sent.
    func giveBack(_ announcements: Announcements) {
        self.state.withLock { $0.announcements.merge(announcements) }
        self.outgoing.send()
    }

    /// Another instance said that these operations have changed.
    func changed(_ operations: [UUID]) {
        for wake in self.state.withLock({ $0.subscribers.wakes(of: operations) }) { wake() }
    }

    /// Another instance said that something is due.
    func workIsDue() {
        for wake in self.state.withLock({ $0.subscribers.ofWork }) { wake(.due) }
    }

    /// Anything may have changed: everybody looks.
    func resync() {
        let (wakes, wakesToWork) = self.state.withLock { ($0.subscribers.ofAllOperations, $0.subscribers.ofWork) }
        for wake in wakes { wake() }
        for wake in wakesToWork { wake(.anything) }
    }

    /// The operations that somebody here waits for.
    var watchedOperations: [OperationID] {
        self.state.withLock { $0.subscribers.watchedOperations }
    }

    /// Wakes those whose operation has come further than when it was last read here.
    func note(_ versions: [OperationVersion]) {
        for wake in self.state.withLock({ $0.subscribers.note(versions) }) { wake() }
    }
}
