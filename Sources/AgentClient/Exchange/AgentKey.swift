import AdCP
import Crypto

/// Tells agents apart by what decides how they answer: address and credential.
struct AgentKey: Hashable, Sendable {
    private let url: String
    private let credential: [UInt8]?

    init(_ agent: AgentEndpoint) {
        self.url = agent.url
        self.credential = agent.bearerToken.map { Array(SHA256.hash(data: Array($0.utf8))) }
    }
}
