extension Observation {
    /// What the answer to a poll says of the operation.
    ///
    /// A poll that fails says nothing of the task: it is never an outcome, only a reason to ask again. That includes an agent that
    /// knows no such task, since sellers forget tasks.
    ///
    /// - Parameter taskID: the seller's task that was asked for.
    /// - Parameter task: its AdCP task.
    /// - Parameter servedVersion: release that the poll was pinned to.
    public init(ofPoll taskID: String, of task: String, answer: AgentAnswer, servedVersion: String?) {
        if case .tool(let result) = answer, let object = result.anyObject, !result.isError || result.error == nil,
            object["task_id"] != nil || !result.isError
        {
            self = .report(TaskBody(object, of: task, version: ProtocolVersion(servedVersion)), taskID)
            return
        }
        let call = Observation(ofCall: task, answer: answer, servedVersion: servedVersion)
        self.init(.retry, reason: call.reason, errorCode: call.errorCode)
        self.retryAfterSeconds = call.retryAfterSeconds
    }

    private static func report(_ body: TaskBody, _ taskID: String) -> Observation {
        let object = body.object
        if object["task_id"] == nil, let error = body.fatalError ?? body.errors.first {
            return Observation(.retry, reason: error.message, errorCode: error.code.rawValue)
        }
        guard object["task_id"]?.string == taskID, object["task_type"]?.orNil.map({ $0.string == body.task }) ?? true
        else {
            return Observation(
                .retry, reason: "The agent answered about another task.",
                errorCode: ErrorCode.correlationMismatch.rawValue)
        }
        let result = object["result"]?.orNil
        guard let status = object["status"]?.string, result == nil || result?.object != nil else {
            return Observation(
                .retry, reason: "The agent's answer about the task is malformed.",
                errorCode: ErrorCode.incompleteAnswer.rawValue)
        }
        let report = TaskReport(
            taskID: taskID, status: TaskStatus(inbound: status), result: result?.object.map(body.holding),
            error: AdCPError(object["error"]), message: body.message,
            mayLackResult: body.version < ProtocolVersion(3, 1))
        var observation = report.observation(of: body.task)
        observation.taskID = taskID
        observation.contextID = observation.contextID ?? body.contextID
        observation.sellerTime = body.pollTime
        return observation
    }
}
