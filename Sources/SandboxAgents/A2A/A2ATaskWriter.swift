import AdCP

/// A tool's answer as an A2A task: what is over in an artifact, what asks or goes on in the status's message.
struct A2ATaskWriter: Sendable {
    let form: A2AForm
    /// A2A's own identifiers: nobody's AdCP task.
    let taskID: String
    let contextID: String

    func result(_ answer: ToolAnswer) -> JSON {
        let state = Self.state(of: answer)
        var parts = [self.form.part(text: answer.isError ? answer.text : "the sandbox's answer")]
        if let body = answer.structured { parts.append(self.form.part(data: body)) }
        var task: JSONObject = ["id": .string(self.taskID), "contextId": .string(self.contextID)]
        if state.isTerminal {
            task["status"] = ["state": self.form.state(state)]
            task["artifacts"] = [["artifactId": .string(Identifier.make("artifact")), "parts": .array(parts)]]
        } else {
            task["status"] = ["state": self.form.state(state), "message": self.form.message(parts)]
        }
        return self.form.result(task)
    }

    /// A task that AdCP has merely submitted is, to A2A, a call that is over.
    static func state(of answer: ToolAnswer) -> TaskStatus {
        if answer.isError { return .failed }
        let status = answer.structured?["status"]?.string.flatMap(TaskStatus.init(rawValue:)) ?? .completed
        return switch status {
        case .working, .inputRequired, .authRequired, .rejected: status
        case .submitted, .completed, .failed, .canceled, .unknown: .completed
        }
    }
}
