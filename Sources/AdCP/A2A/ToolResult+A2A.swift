extension ToolResult {
    /// The result of a skill that was called over A2A.
    ///
    /// A body that has no `status` of its own gets the one that A2A's state is; one that has keeps it, for A2A completes a call whose
    /// AdCP task is merely submitted. A call that failed says nothing of a task's status by that: its body or an error must.
    public init(_ response: A2AResponse) {
        let isError = response.state == .failed || response.state == .rejected
        var body = response.data
        if isError, body.map({ AdCPError($0["adcp_error"]) == nil }) ?? true, let error = response.error {
            body = (body ?? JSONObject()).adding("adcp_error", error["adcp_error"])
        }
        if response.state != .completed, response.state != .failed, response.state != .unknown {
            body = Self.completed(body ?? JSONObject(), response)
        }
        self.init(isError: isError, structuredContent: body.map { .object($0) }, texts: response.texts)
        self.bodyMayBeText = false
        self.continuation = response.state.isPause ? response.nativeTask : nil
    }

    /// nil when A2A's state and the body's status cannot both be true.
    private static func completed(_ body: JSONObject, _ response: A2AResponse) -> JSONObject? {
        guard let member = body["status"]?.orNil else {
            let task = body["task_id"]?.orNil ?? response.metadataTaskID.map { .string($0) }
            return body.adding("status", .string(response.state.rawValue)).adding("task_id", task)
        }
        guard let status = member.string.flatMap(TaskStatus.init(spelled:)), status != response.state else {
            return body
        }
        return !response.state.isTerminal && !status.isTerminal ? body : nil
    }
}

extension JSONObject {
    fileprivate func adding(_ name: String, _ value: JSON?) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }
}
