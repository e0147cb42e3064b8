/// There is no session, so no tool was called.
struct HandshakeFailure: Error, Sendable {
    let reason: String
    /// HTTP status of the answer that ended it, if there was one.
    var status: Int?
    var retryAfterSeconds: Int?
    /// The agent is there and said no; nothing will change soon.
    var isRefusal = false
}

extension HandshakeFailure {
    init(_ reply: Reply) {
        switch reply.content {
        case .result: self.reason = "the agent's answer to the MCP handshake is malformed"
        case .error(let error): self.reason = "the agent refused the MCP handshake (\(error.code))"
        case .none(let reason): self.reason = "MCP handshake: \(reason)"
        }
        self.status = reply.status
        self.retryAfterSeconds = reply.retryAfterSeconds
        self.isRefusal = reply.isRefusal
    }

    static let cancelled = HandshakeFailure(
        reason: "the call was cancelled, or its time ran out, before the MCP handshake")
}
