/// How agents are called, whatever the transport.
public struct ClientConfiguration: Sendable {
    /// How this program is called, for agents' logs.
    public var name = "holdfast"
    public var version = "0"
    /// Bytes of one answer that are read, at most.
    public var answerLimit = 4 * 1024 * 1024
    /// MCP sessions and A2A cards that are kept of each; one per agent and credential.
    public var sessions = 1024

    public init() {}
}
