import AdCP

extension AgentAnswer {
    init(a2a reply: Reply) {
        if case .error(let error) = reply.content, !error.isAdCPError, A2AErrorCode.concernsForm.contains(error.code) {
            // The agent refused how it was spoken to: that is ours to mend, or its card's, and says nothing of what was asked.
            self = .notSent(reason: "the agent refused the form that its card asks for (\(error.code))")
        } else {
            self.init(reply) { json throws(UnusableAnswer) in try ToolResult(a2a: json) }
        }
    }
}

extension ToolResult {
    init(a2a json: JSON) throws(UnusableAnswer) {
        guard json.object != nil else { throw UnusableAnswer(reason: "the answer is neither a task nor a message") }
        guard !json.hasUnsafeNumber else {
            throw UnusableAnswer(reason: "the answer holds a number that A2A cannot carry exactly")
        }
        self.init(A2AResponse(json))
    }
}

extension Reply {
    /// The agent does not take messages in this form or at this address any more. Such an answer is given before a skill is looked for.
    var deniesRoute: Bool {
        switch self.content {
        case .error(let error): !error.isAdCPError && A2AErrorCode.concernsForm.contains(error.code)
        case .none: [404, 405, 410].contains(self.status)
        case .result: false
        }
    }
}

/// Codes of JSON-RPC and A2A.
enum A2AErrorCode {
    static let methodNotFound = -32601
    static let extensionRequired = -32008
    static let versionUnsupported = -32009

    static let concernsForm: Set<Int> = [methodNotFound, extensionRequired, versionUnsupported]
}
