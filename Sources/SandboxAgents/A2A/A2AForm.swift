import AdCP

/// The two forms of A2A on the wire, by the name that agent cards give them.
enum A2AForm: String, Sendable, CaseIterable {
    case current = "1.0"
    case legacy = "0.3"

    var method: String {
        switch self {
        case .current: "SendMessage"
        case .legacy: "message/send"
        }
    }

    /// A state as this form spells it.
    func state(_ status: TaskStatus) -> JSON {
        switch self {
        case .current: .string("TASK_STATE_" + status.rawValue.uppercased().replacing("-", with: "_"))
        case .legacy: .string(status.rawValue)
        }
    }

    func part(data: JSONObject) -> JSON { self.part("data", .object(data)) }

    func part(text: String) -> JSON { self.part("text", .string(text)) }

    private func part(_ kind: String, _ content: JSON) -> JSON {
        switch self {
        case .current: .object([kind: content])
        case .legacy: .object(["kind": .string(kind), kind: content])
        }
    }

    func message(_ parts: [JSON]) -> JSON {
        let id = JSON.string(Identifier.make("message"))
        return switch self {
        case .current: ["messageId": id, "role": "ROLE_AGENT", "parts": .array(parts)]
        case .legacy: ["kind": "message", "messageId": id, "role": "agent", "parts": .array(parts)]
        }
    }

    /// A task as the result of a call.
    func result(_ task: JSONObject) -> JSON {
        switch self {
        case .current: ["task": .object(task)]
        case .legacy: .object(task.merging(["kind": "task"]))
        }
    }
}
