import AdCP

extension AgentAnswer {
    /// - Parameter read: makes a tool's result of what the transport carried.
    init(_ reply: Reply, reading read: (JSON) throws(UnusableAnswer) -> ToolResult) {
        switch reply.content {
        case .result(let result) where reply.isSuccess:
            do throws(UnusableAnswer) {
                self = .tool(try read(result))
            } catch {
                self = .lost(reason: error.reason)
            }
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
        case .preparation(let failure):
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

/// The agent answered something that no tool's result can be read from. The reason is ours and free of secrets.
struct UnusableAnswer: Error, Sendable {
    let reason: String
}

extension Reply {
    /// The status says more than a JSON-RPC error of the transport, which has no codes for credentials and throttling and no
    /// place for `Retry-After`.
    fileprivate var speaksForItself: Bool {
        [401, 403, 429, 503].contains(self.status)
    }
}
