import struct Foundation.UUID

/// Keys that the database said are good, for a few seconds each.
///
/// Holds hashes, never keys. A revoked key works on for the memory's lifetime at most. Keys that are not good are never remembered.
struct APIKeyCache: Sendable {
    private struct Entry: Hashable {
        let tenant: UUID
        let hash: [UInt8]
    }

    private let memory: BriefMemory<Entry, Bool>

    init(lifetime: Duration, capacity: Int) {
        self.memory = BriefMemory(lifetime: lifetime, capacity: capacity)
    }

    func knows(_ key: APIKey, hash: [UInt8], at now: ContinuousClock.Instant = .now) -> Bool {
        self.memory.value(of: Entry(tenant: key.tenant, hash: hash), at: now) ?? false
    }

    func remember(_ key: APIKey, hash: [UInt8], at now: ContinuousClock.Instant = .now) {
        self.memory.remember(true, of: Entry(tenant: key.tenant, hash: hash), at: now)
    }
}
