extension Observation {
    /// What the answer to a task's call says of the operation.
    ///
    /// The AdCP status is read from the body alone; transports wrap a task that is merely submitted in an answer that is complete.
    ///
    /// - Parameter task: AdCP task that was called.
    /// - Parameter servedVersion: release that the call was pinned to; what the body says comes first, and without either it is 3.0.
    public init(ofCall task: String, answer: AgentAnswer, servedVersion: String?) {
        let nothing = TaskBody(JSONObject(), of: task, version: ProtocolVersion(servedVersion))
        self =
            switch answer {
            case .tool(let result) where result.isError: .toolError(result, nothing)
            case .tool(let result): result.body.map { .body(nothing.holding($0)) } ?? .withoutBody(result)
            case .protocolError(let code, let message, let data): .protocolError(code, message, data, body: nothing)
            case .httpError(let status, let retryAfter): .http(status, retryAfterSeconds: retryAfter)
            case .notSent(let reason): Observation(.retry, reason: reason)
            case .lost(let reason): Observation(.outcomeUnknown, reason: reason)
            }
        if case .tool(let result) = answer, self.outcome == .inputRequired || self.outcome == .authRequired {
            self.continuation = result.continuation
        }
    }

    private static func toolError(_ result: ToolResult, _ nothing: TaskBody) -> Observation {
        let body = nothing.holding(result.anyObject ?? JSONObject())
        if let error = result.error { return .refused(error, by: body) }
        if result.texts.contains(where: { UnknownTool.isMeant(by: $0, tool: body.task) }) {
            return .refused(AdCPError(.unsupportedFeature, "The agent has no tool of that name."), by: body)
        }
        switch body.status {
        case .task(let status) where status.isPause:
            return .open(status, by: body)
        case .task(let status) where status.isTerminal && status != .completed:
            return .settled(status, by: body)
        default:
            var observation = Self.withoutBody(result)
            observation.taskID = body.taskID
            return observation
        }
    }

    /// Something answered, and nothing tells whether the task ran.
    private static func withoutBody(_ result: ToolResult) -> Observation {
        Observation(
            .outcomeUnknown, reason: CounterpartyText.shown(result.texts.first) ?? "The answer holds no result.")
    }

    private static func body(_ body: TaskBody) -> Observation {
        switch body.status {
        case .malformed:
            return .unclear("The answer's status is not text.", body)
        case .task(.unknown):
            return .unclear("The agent does not know where the task stands.", body)
        case .task(.submitted) where body.taskID == nil:
            return .unclear("The agent took the task without naming it.", body)
        case .task(let status) where !status.isTerminal:
            return .open(status, by: body)
        case .task(.failed):
            // Before there is a task of the seller's, a failure is an error to the call, and may be transient.
            if body.taskID == nil, let error = body.fatalError ?? body.errors.first { return .refused(error, by: body) }
            return .settled(.failed, by: body)
        case .task(let status) where status != .completed:
            return .settled(status, by: body)
        case .none where !body.hasSuccess && body.errors.isEmpty:
            return .unclear("The answer holds no result.", body)
        case .task, .resource, .none:
            if !body.hasSuccess, body.status == .none || body.needsResult {
                guard let error = body.errors.first else { return .unclear("The answer holds no result.", body) }
                return .refused(error, by: body)
            }
            if let fault = body.fault { return .invalid(fault, .outcomeUnknown, by: body) }
            return .settled(.completed, by: body)
        }
    }

    /// The agent is there, but its answer is not one to rely on: sending the same bytes again, or a poll, shows where the task stands.
    private static func unclear(_ reason: String, _ body: TaskBody) -> Observation {
        var observation = Observation(.outcomeUnknown, reason: reason, errorCode: ErrorCode.incompleteAnswer.rawValue)
        observation.taskID = body.taskID
        observation.contextID = body.contextID
        return observation
    }
}
