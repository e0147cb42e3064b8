import AdCP

/// `get_task_status`, and under its name before AdCP 3.1, `tasks_get`.
enum GetTaskStatus {
    static let tool = Self.tool(named: "get_task_status", since: Version(3, 1))
    static let legacyTool = Self.tool(named: "tasks_get", since: Version(3, 0))

    private static func tool(named name: String, since: Version) -> Tool {
        Tool(
            name: name, purpose: "Where a task stands.",
            members: [
                "task_id": ["type": "string"], "include_result": ["type": "boolean"],
                "include_history": ["type": "boolean"],
            ],
            required: ["task_id"], since: since,
            work: .read { call, ledger throws(AdCPError) in
                guard let id = call.arguments["task_id"]?.string else { throw .missing("task_id") }
                guard let task = ledger.tasks[id], call.sees(task.owner) else { throw .noSuchTask }
                return Self.body(
                    task, includingResult: call.arguments["include_result"]?.bool == true, version: call.version)
            })
    }

    /// Results came with 3.1 for completed tasks, and with 3.2 for those that went wrong.
    static func body(_ task: SellerTask, includingResult: Bool, version: Version) -> JSONObject {
        let tellsResult: Bool =
            switch task.status {
            case .completed: version >= Version(3, 1)
            case .failed, .rejected: version >= Version(3, 2)
            default: false
            }
        return JSONObject(present: [
            "task_id": .string(task.id), "task_type": .string(task.type), "protocol": .string(task.protocolName),
            "status": .string(task.status.rawValue), "created_at": .string(Timestamp.text(task.createdAt)),
            "updated_at": .string(Timestamp.text(task.updatedAt)),
            "completed_at": task.status.isTerminal ? .string(Timestamp.text(task.updatedAt)) : nil,
            "has_webhook": task.callsBack ? true : nil,
            "progress": task.status == .working ? ["percentage": 50, "current_step": "review"] : nil,
            "error": task.status == .failed ? task.error : nil,
            "result": includingResult && tellsResult ? task.result.map { .object($0) } : nil,
            "context": task.context,
        ])
    }
}
