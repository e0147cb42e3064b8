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

    /// A request without a handshake met a server that wants it otherwise.
    static func statelessRefused(_ code: Int) -> PreparationFailure {
        PreparationFailure(
            reason: "the agent does not take MCP \(MCPRelease.stateless) as we speak it (\(code))", isRefusal: true)
    }
}
