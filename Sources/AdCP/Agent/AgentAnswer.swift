/// What came back from a call, as the transport saw it. What it means for an operation is `Observation`'s to say.
public enum AgentAnswer: Sendable {
    /// The tool answered.
    case tool(ToolResult)
    /// The agent answered with a JSON-RPC error.
    case protocolError(code: Int, message: String, data: JSON?)
    /// The agent, or something before it, answered with an HTTP status and no JSON-RPC message.
    case httpError(status: Int, retryAfterSeconds: Int?)
    /// Nothing left this machine that the agent could have acted on. The reason is ours and free of secrets.
    case notSent(reason: String)
    /// The request may have arrived; no usable answer did. The reason is ours and free of secrets.
    case lost(reason: String)
}

/// The result of a tool call.
public struct ToolResult: Sendable {
    /// The transport calls the answer an error: MCP's `isError`, or an A2A task that failed. It says nothing of an AdCP task's status.
    public var isError: Bool
    /// As `JSON(parsing:)` read it, so that nothing in it is what the database cannot hold.
    public var structuredContent: JSON?
    /// Texts of the content items, in order.
    public var texts: [String]
    /// MCP lets a text be the body where there is no structured content. A2A does not.
    public var bodyMayBeText = true
    /// Where the answer goes to what a task asks; nil where the transport gives no such place, as MCP never does.
    public var continuation: A2AContinuation?

    public init(isError: Bool, structuredContent: JSON?, texts: [String]) {
        self.isError = isError
        self.structuredContent = structuredContent
        self.texts = texts
    }
}
