/// Where an agent is reached and how it wants to be spoken to: all that a call needs.
public struct AgentEndpoint: Sendable, Hashable {
    /// https, or http on a loopback address.
    public var url: String
    public var transport: AgentTransport
    /// nil to begin with a handshake, and do without where the agent knows none. Over A2A it means nothing.
    public var mcpRevision: MCPRevision?
    /// Sent as `Authorization: Bearer`; never logged, never sent to another origin.
    public var bearerToken: String?
    /// AdCP release that calls are pinned to, such as `3.1`; nil until the agent was asked.
    public var version: String?
    /// Name of the tool that tells the state of a task; nil where it has none.
    public var pollTool: String?
    /// What it says of signed requests; nil where it says nothing.
    public var requestSigning: RequestSigning?

    public init(
        url: String, transport: AgentTransport = .mcp, mcpRevision: MCPRevision? = nil, bearerToken: String? = nil,
        version: String? = nil, pollTool: String? = nil, requestSigning: RequestSigning? = nil
    ) {
        self.url = url
        self.transport = transport
        self.mcpRevision = mcpRevision
        self.bearerToken = bearerToken
        self.version = version
        self.pollTool = pollTool
        self.requestSigning = requestSigning
    }
}
