import AdCP
public import Database

/// Waits for news of one operation, for those who asked to be answered when there is some.
public struct OperationWaiter: Sendable {
    /// What ends a wait.
    public enum Goal: Sendable {
        /// Nobody waits any more: the operation is settled or `timed_out`.
        case closed
        /// The operation's version is greater than this one.
        case change(beyond: Int)
    }

    private let database: Database
    private let signals: ChangeSignals
    /// Longest time between two looks: what a lost hint costs.
    private let beat: Duration

    public init(database: Database, signals: ChangeSignals) {
        self.init(database: database, signals: signals, beat: .seconds(5))
    }

    init(database: Database, signals: ChangeSignals, beat: Duration) {
        self.database = database
        self.signals = signals
        self.beat = beat
    }

    /// Waits for an operation to come so far, for a time at most.
    ///
    /// A database that goes away while this waits is waited for, too.
    ///
    /// - Returns: how far the operation had come when it was last read, be that the goal or not; nil when there is no such operation.
    /// - Throws: when the operation cannot be read at the beginning, or when the waiting task is cancelled.
    public func wait(
        for goal: Goal, of operation: OperationID, atMost limit: Duration
    ) async throws(DatabaseError) -> OperationVersion? {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: limit)
        let signal = Signal()
        // Before the first look, so that no change falls between.
        let subscription = self.signals.subscribe(to: operation) { signal.send() }
        defer { withExtendedLifetime(subscription) {} }

        var last = try await self.read(operation)
        while let version = last, !goal.isReached(by: version) {
            let remaining = clock.now.duration(to: end)
            guard remaining > .zero else { break }
            await signal.wait(atMost: min(remaining, self.beat))
            do {
                last = try await self.read(operation)
            } catch  where error.kind == .unavailable {
                continue
            }
        }
        return last
    }

    private func read(_ operation: OperationID) async throws(DatabaseError) -> OperationVersion? {
        try await self.database.versions([operation]).first
    }
}

extension OperationWaiter.Goal {
    func isReached(by version: OperationVersion) -> Bool {
        switch self {
        case .closed: version.isSettled || version.state == OperationState.timedOut.rawValue
        case .change(let beyond): version.version > beyond
        }
    }
}
