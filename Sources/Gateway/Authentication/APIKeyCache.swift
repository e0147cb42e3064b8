import struct Foundation.UUID

/// Keys that the database said are good, for a few seconds each.
///
/// Holds hashes, never keys. A revoked key works on for the memory's lifetime at most. Keys that are not good are never remembered.
struct APIKeyCache: Sendable {
    private struct Entry: Hashable {
        let tenant: UUID
        let hash: [UInt8]
    }

    private let memory: BriefMemory<Entry, String>

    init(lifetime: Duration, capacity: Int) {
        self.memory = BriefMemory(lifetime: lifetime, capacity: capacity)
    }

    /// What a good key is called; nil where it has to be looked up.
    func name(of key: APIKey, hash: [UInt8], at now: ContinuousClock.Instant = .now) -> String? {
        self.memory.value(of: Entry(tenant: key.tenant, hash: hash), at: now)
    }

    func remember(_ key: APIKey, hash: [UInt8], name: String, at now: ContinuousClock.Instant = .now) {
        self.memory.remember(name, of: Entry(tenant: key.tenant, hash: hash), at: now)
    }
}
