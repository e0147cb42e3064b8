public import AdCP

/// Who this deployment is to sellers: what it publishes, so that they can verify its signatures.
public struct BuyerIdentity: Sendable {
    /// What sellers know us by: they look for this very URL in our `brand.json`.
    public var agentURL: String
    /// Where this deployment is reached from outside.
    public var publicURL: String
    /// Public halves only, as members of a JWKS.
    public var keys: [JSON]

    public init(agentURL: String, publicURL: String, keys: [JSON]) {
        self.agentURL = agentURL
        self.publicURL = publicURL
        self.keys = keys
    }

    /// RFC 7517.
    var keySet: JSON { ["keys": .array(self.keys)] }

    /// `brand.json` of AdCP's schemas, with the one agent that this deployment is.
    var brandDocument: JSON {
        let root = self.publicURL.hasSuffix("/") ? String(self.publicURL.dropLast()) : self.publicURL
        return [
            "version": "1.0",
            "agents": [
                [
                    "type": "buying", "id": "holdfast", "url": .string(self.agentURL),
                    "jwks_uri": .string(root + KeyDiscovery.wellKnownKeys),
                ]
            ],
        ]
    }
}
