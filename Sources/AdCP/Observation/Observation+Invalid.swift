extension Observation {
    /// A result that is none of its task's, by the release it was served under: it settles nothing, is kept for people, and is asked for
    /// again (C §7, I-16).
    ///
    /// - Parameter outcome: what it leaves open: whether the task was carried out, or nothing but what came of it.
    static func invalid(_ fault: PayloadFault, _ outcome: Outcome, by body: TaskBody) -> Observation {
        var observation = Observation(
            outcome, reason: "The agent's result is not valid: \(fault).", errorCode: ErrorCode.invalidResult.rawValue)
        observation.taskID = body.taskID
        observation.contextID = body.contextID
        observation.value = JSON.object(body.result).text
        return observation
    }
}
