/// A publisher's `adagents.json`, as far as it says with which keys an agent may sign (`adagents.json` of AdCP's schemas).
public struct AuthorizedAgents: Sendable, Equatable {
    struct Agent: Sendable, Equatable {
        let url: CanonicalURI
        /// nil where the publisher leaves the agent's keys to the agent.
        let pins: PublisherPins
    }

    let agents: [Agent]
    /// Domains that a network's document no longer speaks for.
    let revokedPublishers: Set<String>
    /// Where the publisher keeps its document instead. Followed once, and without redirects.
    public let authoritativeLocation: String?

    public static let wellKnownPath = "/.well-known/adagents.json"
    /// Bytes of the longest document that is read (C §6.4, SSRF rules).
    public static let maximumLength = 5 << 20
    /// Most keys that are pinned for one agent.
    static let maximumPins = 64

    /// Reads a document strictly: a name that comes twice could tell one reader of another key than the next.
    ///
    /// - Parameter now: Unix time in seconds.
    public init(parsing text: String, at now: Int64) throws(PinRefusal) {
        guard text.utf8.count <= Self.maximumLength, let json = try? JSON(parsing: text), json.object != nil else {
            throw .malformed
        }
        self.authoritativeLocation = json["authoritative_location"]?.string
        self.revokedPublishers = Set(
            (json["revoked_publisher_domains"]?.array ?? []).compactMap { $0["publisher_domain"]?.string?.lowercased() }
        )
        self.agents = (json["authorized_agents"]?.array ?? []).compactMap { entry in
            guard let url = entry["url"]?.string.flatMap({ try? CanonicalURI($0) }) else { return nil }
            return Agent(url: url, pins: PublisherPins(entry["signing_keys"], at: now))
        }
    }

    /// What the document pins for an agent.
    ///
    /// URLs are compared in their canonical spelling, as the schema demands. An agent may have an entry for each kind of
    /// authorization; those have to pin the same.
    ///
    /// - Parameter publisher: domain whose document it is.
    public func pins(for agentURL: String, by publisher: String) throws(PinRefusal) -> PublisherPins {
        guard !self.revokedPublishers.contains(publisher) else { throw .publisherRevoked }
        guard let url = try? CanonicalURI(agentURL) else { throw .notListed }
        let entries = self.agents.filter { $0.url == url }
        guard let entry = entries.first else { throw .notListed }
        guard entries.allSatisfy({ $0.pins == entry.pins }), entry.pins.thumbprints?.count ?? 0 <= Self.maximumPins
        else {
            throw .ambiguous
        }
        return entry.pins
    }
}
