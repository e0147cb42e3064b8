extension PreparationFailure {
    /// What a handshake met.
    init(_ reply: Reply) {
        let reason =
            switch reply.content {
            case .result: "the agent's answer to the MCP handshake is malformed"
            case .error(let error): "the agent refused the MCP handshake (\(error.code))"
            case .none(let reason): "MCP handshake: \(reason)"
            }
        self.init(
            reason: reason, status: reply.status, retryAfterSeconds: reply.retryAfterSeconds,
            isRefusal: reply.isRefusal)
    }
}
