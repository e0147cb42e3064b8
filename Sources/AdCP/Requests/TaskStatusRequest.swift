/// Arguments of a poll, as the agent's tool and release take them.
public struct TaskStatusRequest: Sendable {
    public let taskID: String
    /// Name of the agent's poll tool.
    public let tool: String
    /// Release that the call is pinned to; nil counts as 3.0.
    public let version: ProtocolVersion?
    /// AdCP account reference, where the request ran under one.
    public let account: JSON?

    public init(taskID: String, tool: String, version: ProtocolVersion?, account: JSON? = nil) {
        self.taskID = taskID
        self.tool = tool
        self.version = version
        self.account = account
    }

    /// `account` and `include_result` exist since 3.1 (`protocol/get-task-status-request.json`). Tools that older agents made up on
    /// their own take the task alone and refuse what they do not know.
    public var arguments: JSON {
        var arguments: JSONObject = ["task_id": .string(self.taskID)]
        guard self.tool != "get_task" else { return .object(arguments) }
        let version = self.version ?? .fallback
        if version >= ProtocolVersion(3, 1) {
            if let account = self.account?.orNil { arguments["account"] = account }
            arguments["include_result"] = true
        }
        for (name, value) in version.pinMembers {
            arguments[name] = value
        }
        return .object(arguments)
    }
}
