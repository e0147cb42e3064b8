/// Where an agent's keys were found.
public struct DiscoveredKeys: Sendable, Equatable {
    /// The operator's document: whoever holds its origin speaks for the agent's keys.
    public let brandJSONURL: String
    /// The set itself.
    public let jwksURI: String

    public init(brandJSONURL: String, jwksURI: String) {
        self.brandJSONURL = brandJSONURL
        self.jwksURI = jwksURI
    }
}

/// What an operator answers when it is asked for the keys that it revoked.
public enum RevocationListAnswer: Sendable, Equatable {
    case list(String)
    /// It says that it publishes none.
    case absent
    case unreachable
}
