/// A revision of MCP that an agent is held to. Raw values are the words that agents are registered with.
public enum MCPRevision: String, Sendable, CaseIterable {
    /// A handshake opens a session, or at least settles the revision.
    case handshake = "2025-06-18"
    /// Every request says by itself what a handshake would have settled.
    case stateless = "2026-07-28"
}
