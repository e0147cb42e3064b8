import AdCP
import Crypto

/// Tells agents apart by what decides how they answer: address and credential, and the revision of MCP that they are held to.
struct AgentKey: Hashable, Sendable {
    private let url: String
    private let credential: [UInt8]?
    private let mcpRevision: MCPRevision?

    init(_ agent: AgentEndpoint) {
        self.url = agent.url
        self.mcpRevision = agent.mcpRevision
        self.credential = agent.bearerToken.map { Array(SHA256.hash(data: Array($0.utf8))) }
    }
}
