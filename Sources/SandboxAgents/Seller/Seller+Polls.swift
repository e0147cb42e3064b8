import AdCP

extension Seller {
    /// What a poll hears: the truth, or what the task's behaviour puts in its place. Other reads pass through.
    func polled(_ body: JSONObject, _ call: ToolCall) throws -> JSONObject {
        guard call.tool.name == GetTaskStatus.tool.name || call.tool.name == GetTaskStatus.legacyTool.name,
            let task = body["task_id"]?.string.flatMap({ self.ledger.tasks[$0] })
        else { return body }
        for limited in task.behaviour.pollFaults {
            let counter = "\(task.id) \(limited.word)"
            if let times = limited.times, self.ledger.strikes[counter, default: 0] >= times { continue }
            try self.note(fault: limited.fault.rawValue, source: "behaviour", of: call, counter: counter)
            switch limited.fault {
            case .vanish:
                throw AdCPError.noSuchTask
            case .wrongTask:
                var wrong = body
                wrong["task_id"] = .string(Identifier.make("task"))
                return wrong
            }
        }
        return body
    }
}
