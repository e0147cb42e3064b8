/// What an agent publishes of itself for A2A, as far as it decides how we speak to it.
public struct AgentCard: Sendable, Equatable {
    /// An address at which the agent takes JSON-RPC.
    public struct Interface: Sendable, Equatable {
        public let url: String
        public let release: A2ARelease
    }

    /// The agent's name for itself, made safe to show.
    public let name: String?
    /// The newest release first.
    public let interfaces: [Interface]
    /// AdCP's profile holds: a skill is called with `input`, and the header `A2A-Extensions` names the profile.
    public let hasProfile: Bool
    /// Identifiers of its skills, which are the names of AdCP tasks.
    public let skills: [String]

    /// Where the card is found below the agent's address or its origin, the present name first.
    public static let paths = ["/.well-known/agent-card.json", "/.well-known/agent.json"]
    /// Longest card that is read, in bytes.
    public static let maximumLength = 1 << 20
    /// The AdCP v3 profile of A2A.
    public static let profile = "https://adcontextprotocol.org/extensions/adcp/v3"

    /// Skills that we are willing to read, and the longest name: what is longer is no task that we could want.
    private static let mostSkills = 5000
    private static let longestSkill = 256
    private static let mostInterfaces = 64

    /// - Throws: why nobody can be called by this card.
    public init(_ json: JSON) throws(AgentCardError) {
        guard let card = json.object else { throw .notAnObject }
        let offered = Self.interfaces(of: card)
        self.interfaces =
            offered.filter { $0.release == .current } + offered.filter { $0.release == .legacy }
        guard !self.interfaces.isEmpty else { throw .noInterface }
        self.name = CounterpartyText.shown(card["name"]?.string, limit: 128)
        // Nowhere else: a list at the top level of a card advertises nothing.
        let extensions = card["capabilities"]?["extensions"]?.array ?? []
        self.hasProfile = extensions.contains { $0["uri"]?.string == Self.profile }
        let skills = card["skills"]?.array ?? []
        guard skills.count <= Self.mostSkills else { throw .tooManySkills }
        self.skills = skills.compactMap { $0["id"]?.string }.filter { $0.utf8.count <= Self.longestSkill }
    }

    /// The list of A2A 1.0, then the members that 0.3 had instead. What is neither JSON-RPC nor of a release that we speak is left out.
    private static func interfaces(of card: JSONObject) -> [Interface] {
        let version = card["protocolVersion"]
        let listed = (card["supportedInterfaces"]?.array ?? []).prefix(self.mostInterfaces).compactMap {
            self.interface($0["url"], $0["protocolBinding"], $0["protocolVersion"] ?? "1.0")
        }
        let main = self.interface(card["url"], card["preferredTransport"] ?? "JSONRPC", version ?? "0.3")
        let additional = (card["additionalInterfaces"]?.array ?? []).prefix(self.mostInterfaces).compactMap {
            self.interface($0["url"], $0["transport"], version ?? "0.3")
        }
        return listed + [main].compactMap(\.self) + additional
    }

    private static func interface(_ url: JSON?, _ binding: JSON?, _ version: JSON) -> Interface? {
        guard let url = url?.string, binding?.string?.uppercased() == "JSONRPC",
            let release = version.string.flatMap(A2ARelease.init(named:))
        else { return nil }
        return Interface(url: url, release: release)
    }
}

/// A card does not say how to call its agent. In our words; it never quotes the card.
public enum AgentCardError: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    case notAnObject = "the agent card is not a JSON object"
    case noInterface = "the agent card offers no JSON-RPC interface of A2A 1.0 or 0.3"
    case tooManySkills = "the agent card's list of skills has no end"

    public var description: String { self.rawValue }
}
