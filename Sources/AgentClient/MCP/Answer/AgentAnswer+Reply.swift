import AdCP

extension AgentAnswer {
    init(_ reply: Reply) {
        switch reply.content {
        case .result(let result) where reply.isSuccess:
            self = ToolResult(result).map(AgentAnswer.tool) ?? .lost(reason: "the answer is not the result of a tool")
        case .error(let error) where error.isAdCPError || !reply.speaksForItself:
            self = .protocolError(code: error.code, message: error.message, data: error.data)
        case .none(let reason) where reply.isSuccess:
            self = .lost(reason: reason)
        case .result, .error, .none:
            self = .httpError(status: reply.status, retryAfterSeconds: reply.retryAfterSeconds)
        }
    }

    init(_ failure: RequestFailure) {
        switch failure {
        case .outbound(let failure):
            self = failure.mayHaveArrived ? .lost(reason: failure.reason) : .notSent(reason: failure.reason)
        case .handshake(let failure):
            // Some say what to do next: see to the credential, or wait so long. They leave no doubt that nothing was done.
            switch (failure.status, failure.retryAfterSeconds) {
            case (let status?, let seconds) where [401, 403, 429].contains(status):
                self = .httpError(status: status, retryAfterSeconds: seconds)
            case (503, let seconds?):
                self = .httpError(status: 503, retryAfterSeconds: seconds)
            default:
                self = .notSent(reason: failure.reason)
            }
        }
    }
}

extension Reply {
    /// The status says more than a JSON-RPC error of the transport, which has no codes for credentials and throttling and no
    /// place for `Retry-After`.
    fileprivate var speaksForItself: Bool {
        [401, 403, 429, 503].contains(self.status)
    }

    /// The agent is there and said no; nothing will change soon.
    var isRefusal: Bool {
        400..<500 ~= self.status && ![408, 425, 429].contains(self.status)
    }
}
