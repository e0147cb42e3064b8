import struct Foundation.UUID
import Synchronization

/// Keys that the database said are good, for a few seconds each, so that a busy client costs no look-up per request.
///
/// Holds hashes, never keys. A revoked key works on for `lifetime` at most. Keys that are not good are never remembered, and
/// memory is bounded: when it is full, the older half is forgotten.
final class APIKeyCache: Sendable {
    struct Entry: Hashable {
        let tenant: UUID
        let hash: [UInt8]
    }

    private struct Memory {
        var young: [Entry: ContinuousClock.Instant] = [:]
        var old: [Entry: ContinuousClock.Instant] = [:]
    }

    private let lifetime: Duration
    private let capacity: Int
    private let memory = Mutex(Memory())

    /// - Parameters:
    ///   - lifetime: how long a key is taken for good without asking.
    ///   - capacity: how many keys are remembered at most.
    init(lifetime: Duration, capacity: Int) {
        self.lifetime = lifetime
        self.capacity = capacity
    }

    func knows(_ key: APIKey, hash: [UInt8], at now: ContinuousClock.Instant = .now) -> Bool {
        let entry = Entry(tenant: key.tenant, hash: hash)
        return self.memory.withLock { memory in
            guard let until = memory.young[entry] ?? memory.old[entry] else { return false }
            return now < until
        }
    }

    func remember(_ key: APIKey, hash: [UInt8], at now: ContinuousClock.Instant = .now) {
        self.memory.withLock { memory in
            if memory.young.count >= self.capacity / 2 {
                memory.old = memory.young
                memory.young = [:]
            }
            memory.young[Entry(tenant: key.tenant, hash: hash)] = now + self.lifetime
        }
    }
}
