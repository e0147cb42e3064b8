import AdCP
import Foundation

/// Work that was handed out under a task id.
struct SellerTask: Sendable {
    /// A change that is to come by itself.
    struct Stage: Sendable {
        let due: Date
        let status: TaskStatus
    }

    let id: String
    let type: String
    let owner: Owner
    let version: Version
    let createdAt: Date
    /// What was asked for, without key and webhook.
    let arguments: JSONObject
    let origin: CallOrigin
    let behaviour: Behaviour
    let webhook: WebhookRegistration?
    /// The failure rate struck: every webhook of this task goes out twice.
    let duplicatesWebhooks: Bool

    private(set) var status: TaskStatus
    private(set) var updatedAt: Date
    private(set) var stages: [Stage]
    private(set) var result: JSONObject?
    private(set) var error: JSON?

    init(
        id: String, call: ToolCall, status: TaskStatus, stages: [Stage], at: Date, duplicatesWebhooks: Bool
    ) throws(AdCPError) {
        self.id = id
        self.type = call.tool.name
        self.owner = call.owner
        self.version = call.version
        self.createdAt = at
        var arguments = call.arguments
        arguments["push_notification_config"] = nil
        arguments["idempotency_key"] = nil
        self.arguments = arguments
        self.origin = call.origin
        self.behaviour = call.behaviour
        self.webhook = try WebhookRegistration(call: call)
        self.duplicatesWebhooks = duplicatesWebhooks
        self.status = status
        self.updatedAt = at
        self.stages = stages
    }

    /// Takes a recorded change over.
    mutating func apply(_ entry: Entry) {
        guard let status = entry["status"]?.string.flatMap(TaskStatus.init(rawValue:)) else { return }
        self.status = status
        self.updatedAt = entry.at
        self.result = entry["result"]?.object
        self.error = entry["error"]
        if status.isTerminal {
            self.stages = []
        } else if entry["planned"]?.bool == true {
            self.stages = Array(self.stages.dropFirst())
        }
    }

    var context: JSON? { self.arguments["context"] }
    var protocolName: String {
        if self.type.hasSuffix("media_buy") { return "media-buy" }
        return self.type == CheckGovernance.tool.name ? "governance" : "creative"
    }
    var callsBack: Bool { self.webhook != nil && !self.behaviour.webhookFaults.contains(.never) }
}

extension SellerTask {
    /// Nil when the entry did not come from `details`.
    init?(recorded entry: Entry) {
        guard let id = entry["task_id"]?.string, let type = entry["task_type"]?.string,
            let owner = Owner(recorded: entry.details),
            let version = entry["version"]?.string.flatMap(Version.init),
            let status = entry["status"]?.string.flatMap(TaskStatus.init(rawValue:)),
            let arguments = entry["arguments"]?.object,
            let text = entry["behaviour"]?.string
        else { return nil }
        self.id = id
        self.type = type
        self.owner = owner
        self.version = version
        self.createdAt = entry.at
        self.arguments = arguments
        self.origin = CallOrigin(recorded: entry.details)
        self.behaviour = text.isEmpty ? .plain : (try? Behaviour(parsing: text)) ?? .plain
        self.webhook = entry["webhook"].flatMap(WebhookRegistration.init(recorded:))
        self.duplicatesWebhooks = entry["duplicates_webhooks"]?.bool ?? false
        self.status = status
        self.updatedAt = entry.at
        self.stages = (entry["stages"]?.array ?? []).compactMap(Stage.init(recorded:))
    }

    var details: JSONObject {
        JSONObject(present: [
            "task_id": .string(self.id), "task_type": .string(self.type), "status": .string(self.status.rawValue),
            "version": .string(self.version.text), "behaviour": .string(self.behaviour.text),
            "arguments": .object(self.arguments), "webhook": self.webhook.map { .object($0.details) },
            "stages": .array(self.stages.map(\.json)),
            "duplicates_webhooks": self.duplicatesWebhooks ? true : nil,
        ]).merging(self.owner.details).merging(self.origin.details)
    }
}

extension SellerTask.Stage {
    fileprivate init?(recorded json: JSON) {
        guard let due = json["due"]?.string.flatMap(Timestamp.date),
            let status = json["status"]?.string.flatMap(TaskStatus.init(rawValue:))
        else { return nil }
        self.init(due: due, status: status)
    }

    fileprivate var json: JSON {
        ["due": .string(Timestamp.text(self.due)), "status": .string(self.status.rawValue)]
    }
}
