extension Observation {
    /// A settled outcome with its record.
    ///
    /// - Parameter value: nil when only the fact is known and the record may still come; the record then has no hash.
    static func settled(
        _ status: TaskStatus, of task: String, value: JSON?, reason: String? = nil, errorCode: String? = nil
    ) -> Observation {
        var observation = Observation(status.outcome, reason: reason, errorCode: errorCode)
        observation.value = value.flatMap { $0.isNull ? nil : $0.text }
        observation.recordHash = value.map { SettlementRecord(taskType: task, status: status, value: $0).hash }
        return observation
    }

    /// What the body of a terminal task comes to. Errors have the same shape on every channel.
    static func settled(_ status: TaskStatus, by body: TaskBody) -> Observation {
        var value = body.result
        let errors = status == .completed ? [] : body.errors
        if status == .failed, !errors.isEmpty { value = JSONObject() }
        if !errors.isEmpty { value["errors"] = .array(errors.map(\.normalized)) }
        var observation = Self.settled(
            status, of: body.task, value: value.isEmpty ? .null : .object(value),
            reason: errors.first?.message ?? body.message, errorCode: errors.first?.code.rawValue)
        observation.taskID = body.taskID
        observation.contextID = body.contextID
        observation.sellerTime = body.time
        return observation
    }

    /// An open task, with what it waits for where it waits for us.
    static func open(_ status: TaskStatus, by body: TaskBody) -> Observation {
        var observation = Observation(status.outcome, reason: body.message)
        observation.taskID = body.taskID
        observation.contextID = body.contextID
        observation.sellerTime = body.time
        if status.isPause {
            observation.reason = body.pauseReason
            observation.value = body.result.isEmpty ? nil : JSON.object(body.result).text
        }
        return observation
    }
}
