import AdCP
import NIOHTTP1

/// How an agent's card has it called.
struct A2ARoute: Sendable, Equatable {
    let card: AgentCard
    let url: OutboundURL
    let release: A2ARelease

    var hasProfile: Bool { self.card.hasProfile }

    /// JSON-RPC method that calls a skill.
    var method: String {
        switch self.release {
        case .current: "SendMessage"
        case .legacy: "message/send"
        }
    }

    /// - Parameter agent: the address that the agent was registered with. A credential given for it goes nowhere else, so that a card
    ///   can choose the path and nothing before it.
    init(_ card: AgentCard, of agent: OutboundURL) throws(PreparationFailure) {
        for interface in card.interfaces {
            guard let url = try? OutboundURL(parsing: interface.url), url.hasOrigin(of: agent) else { continue }
            self.card = card
            self.url = url
            self.release = interface.release
            return
        }
        throw PreparationFailure(
            reason: "the agent card sends callers to another origin than the agent was registered with",
            isRefusal: true)
    }

    /// What a message on this way carries besides what all do.
    var headers: HTTPHeaders {
        var headers = HTTPHeaders()
        if self.release == .current {
            headers.add(name: "a2a-version", value: self.release.rawValue)
        }
        if self.hasProfile {
            headers.add(name: "a2a-extensions", value: AgentCard.profile)
        }
        return headers
    }
}

extension OutboundURL {
    func hasOrigin(of other: OutboundURL) -> Bool {
        self.scheme == other.scheme && self.host == other.host && self.effectivePort == other.effectivePort
    }

    private var effectivePort: Int { self.port ?? (self.scheme == .https ? 443 : 80) }
}
