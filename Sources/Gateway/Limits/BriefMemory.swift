import Synchronization

/// What the database said, remembered for a moment, so that a busy client costs no look-up per request.
///
/// Memory is bounded: when it is full, the older half is forgotten.
final class BriefMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let until: ContinuousClock.Instant
    }

    private struct Memory {
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
    }

    private let lifetime: Duration
    private let capacity: Int
    private let memory = Mutex(Memory())

    /// - Parameters:
    ///   - lifetime: how long a value is taken for true without asking.
    ///   - capacity: how many are remembered at most.
    init(lifetime: Duration, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = capacity
    }

    /// The value remembered for a key; nil where there is none, or it is too old.
    func value(of key: Key, at now: ContinuousClock.Instant = .now) -> Value? {
        self.memory.withLock { memory in
            guard let entry = memory.young[key] ?? memory.old[key], now < entry.until else { return nil }
            return entry.value
        }
    }

    func remember(_ value: Value, of key: Key, at now: ContinuousClock.Instant = .now) {
        self.memory.withLock { memory in
            if memory.young.count >= self.capacity / 2 {
                memory.old = memory.young
                memory.young = [:]
            }
            memory.young[key] = Entry(value: value, until: now + self.lifetime)
        }
    }
}
