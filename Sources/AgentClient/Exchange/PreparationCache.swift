import Synchronization

/// What must be known before calls, by agent and credential: sessions that are open, cards that were read. Only a cache: losing it
/// costs one more handshake or reading.
///
/// One preparation at a time per key; others wait for it and share what comes of it, good or bad, so that an agent that is down
/// isn't asked by all of its callers in turn.
final class PreparationCache<Value: Sendable & Equatable>: Sendable {
    typealias Outcome = Result<Value, PreparationFailure>
    /// Nil when the task that prepared was cancelled: another may take its place.
    private typealias Attempt = Promise<Outcome?>

    private struct Entry {
        var value: Value?
        var expiry: ContinuousClock.Instant?
        var attempt: Attempt?
        /// What worked last.
        var last: Value?
        /// Greater for those used later.
        var lastUse: Int
    }

    private struct State {
        var entries: [AgentKey: Entry] = [:]
        var uses = 0
    }

    private enum Turn {
        case use(Value)
        case wait(Attempt)
        case prepare(Attempt, Value?)
    }

    private let capacity: Int
    private let lifetime: Duration?
    private let state = Mutex(State())

    /// - Parameter lifetime: how long a value is good for; nil for as long as nobody has it forgotten.
    init(capacity: Int, lifetime: Duration? = nil) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    /// The value that is known, or the one that `prepare` brings.
    ///
    /// - Parameter prepare: gets the value that worked last time.
    func value(for key: AgentKey, _ prepare: (Value?) async -> Outcome) async -> Outcome {
        while !Task.isCancelled {
            switch self.enter(key) {
            case .use(let value):
                return .success(value)
            case .wait(let attempt):
                guard let outcome = await attempt.value() else { break }
                if let outcome { return outcome }
            case .prepare(let attempt, let last):
                let outcome = await prepare(last)
                self.leave(key, attempt, outcome)
                return outcome
            }
        }
        return .failure(.cancelled)
    }

    /// Drops a value that is no good any more, unless another took its place already.
    func forget(_ value: Value, of key: AgentKey) {
        self.state.withLock { state in
            guard state.entries[key]?.value == value else { return }
            state.entries[key]?.value = nil
        }
    }

    /// Drops whatever is known of an agent.
    func forget(_ key: AgentKey) {
        self.state.withLock { $0.entries[key]?.value = nil }
    }

    private func enter(_ key: AgentKey) -> Turn {
        self.state.withLock { state in
            state.uses += 1
            var entry = state.entries[key] ?? Entry(lastUse: 0)
            entry.lastUse = state.uses
            defer { state.entries[key] = entry }
            if let value = entry.value, entry.expiry.map({ .now < $0 }) ?? true { return .use(value) }
            if let attempt = entry.attempt { return .wait(attempt) }
            let attempt = Attempt()
            entry.attempt = attempt
            return .prepare(attempt, entry.last)
        }
    }

    private func leave(_ key: AgentKey, _ attempt: Attempt, _ outcome: Outcome) {
        self.state.withLock { state in
            state.entries[key]?.attempt = nil
            if case .success(let value) = outcome {
                state.entries[key]?.value = value
                state.entries[key]?.last = value
                state.entries[key]?.expiry = self.lifetime.map { .now + $0 }
            }
            self.evict(&state)
        }
        if case .failure = outcome, Task.isCancelled {
            attempt.fulfil(nil)
        } else {
            attempt.fulfil(outcome)
        }
    }

    private func evict(_ state: inout State) {
        while state.entries.count > self.capacity,
            let oldest = state.entries.lazy.filter({ $0.value.attempt == nil })
                .min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            state.entries[oldest.key] = nil
        }
    }
}
