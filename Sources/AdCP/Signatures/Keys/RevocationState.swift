/// What we know of a seller's revoked keys.
public enum RevocationState: Sendable, Equatable {
    /// The list is fresh. Identifiers of the keys that are on it.
    case known(revoked: Set<String>)
    /// The list has not been had for longer than its grace: no key can be believed (AdCP fails closed).
    case stale
}

/// Whether the nonce store takes another nonce of a key: AdCP's cap is 100 000 a key and 10 million in all.
public enum NonceStoreState: Sendable, Equatable {
    case roomy
    case full
}
