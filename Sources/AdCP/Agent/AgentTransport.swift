/// How an agent is spoken to. Raw values are the words that agents are registered with.
public enum AgentTransport: String, Sendable, CaseIterable {
    case mcp, a2a
}
