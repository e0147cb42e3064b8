import AdCP
import Foundation

/// A task of the protocol as this seller serves it.
struct Tool: Sendable {
    enum Work: Sendable {
        /// Answers from what is there.
        case read(@Sendable (ToolCall, Ledger) throws(AdCPError) -> JSONObject)
        /// Says what would change; whoever asks decides whether and when it does.
        case mutation(@Sendable (WorkOrder, Ledger) throws(AdCPError) -> Performed)
    }

    let name: String
    let purpose: String
    /// Input members beyond those every tool takes, with their JSON schemas.
    let members: JSONObject
    let required: [String]
    /// First release that has it.
    var since = Version(3, 0)
    /// A mutation is known by its idempotency key, except where AdCP gives it none.
    var takesKey = true
    let work: Work

    var isMutation: Bool {
        if case .mutation = self.work { true } else { false }
    }

    /// As `tools/list` shows it.
    var listing: JSON {
        var members: JSONObject = [
            "adcp_version": ["type": "string"], "adcp_major_version": ["type": "integer"],
            "account": ["type": "object"], "context": ["type": "object"], "ext": ["type": "object"],
        ]
        var required = self.required
        if self.isMutation, self.takesKey {
            members["idempotency_key"] = ["type": "string", "pattern": "^[A-Za-z0-9_.:-]{16,255}$"]
            members["push_notification_config"] = ["type": "object", "required": ["url"]]
            required.insert("idempotency_key", at: 0)
        }
        return [
            "name": .string(self.name), "description": .string(self.purpose),
            "inputSchema": [
                "type": "object", "properties": .object(members.merging(self.members)),
                "required": .array(required.map { .string($0) }),
            ],
        ]
    }
}

/// Work to be done for a buyer: at once, or when its task comes to it.
struct WorkOrder: Sendable {
    let arguments: JSONObject
    let owner: Owner
    let version: Version
    let origin: CallOrigin
    let taskID: String?
    let at: Date

    /// The same for other arguments.
    func asking(_ arguments: JSONObject) -> WorkOrder {
        WorkOrder(
            arguments: arguments, owner: self.owner, version: self.version, origin: self.origin, taskID: self.taskID,
            at: self.at)
    }

    /// What an effect's entry in the record begins with.
    var trace: JSONObject {
        JSONObject(present: ["task_id": .text(self.taskID)]).merging(self.owner.details).merging(self.origin.details)
    }
}

/// The answer that work leads to, and the effects that come with it.
struct Performed: Sendable {
    /// The tool's own members, without the envelope.
    let body: JSONObject
    let effects: [Entry]
}
