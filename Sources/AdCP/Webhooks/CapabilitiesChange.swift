/// An agent's word that what it can has changed (`core/capabilities-changed-webhook.json`, AdCP 3.2; C §6.8).
///
/// It wakes, and tells nothing that counts: what the agent can is asked of it anew. Its `agent_url` is not held against ours, which may
/// differ in spelling: who tells is known by the address and the proof, and one look more harms nobody.
public struct CapabilitiesChange: Sendable, Equatable {
    /// Opaque: good for telling whether what the agent says is what it announced.
    public let capabilitiesVersion: String
    /// RFC 3339, by the agent's clock.
    public let changedAt: String

    /// What stands where a webhook of a task has its task.
    public static let notificationType = "capabilities.changed"

    /// As JSON.
    public var text: String {
        JSON.object([
            "capabilities_version": .string(self.capabilitiesVersion), "changed_at": .string(self.changedAt),
        ]).text
    }
}

extension CapabilitiesChange {
    /// Whether a payload is in the form of such a webhook, which names neither a task nor an operation.
    static func isMeant(by object: JSONObject) -> Bool {
        object["notification_type"]?.string == Self.notificationType && object["task_type"] == nil
    }

    init(_ members: WebhookMembers) throws(WebhookPayloadError) {
        self.capabilitiesVersion = try members.required("capabilities_version") { Identifier.opaque($0, limit: 255) }
        self.changedAt = try members.required("changed_at") { Timestamp.rfc3339($0.string) }
        _ = try members.required("subscriber_id") { Identifier.restricted($0, length: 1...64) }
        _ = try members.required("agent_url") { Identifier.opaque($0, limit: 2048) }
        _ = try members.required("reason") { Identifier.opaque($0, limit: 100) }
    }
}

extension WebhookEnvelope {
    /// The form of what agents tell of themselves.
    init(ofChange object: JSONObject) throws(WebhookPayloadError) {
        let members = WebhookMembers(object)
        let key = try members.required("idempotency_key") { Identifier.restricted($0, length: 16...255) }
        let notificationID = try members.required("notification_id") { Identifier.restricted($0, length: 1...255) }
        let timestamp = try members.required("fired_at") { Timestamp.rfc3339($0.string) }
        self.init(
            idempotencyKey: key, taskType: CapabilitiesChange.notificationType, timestamp: timestamp,
            notificationID: notificationID, capabilitiesChange: try CapabilitiesChange(members),
            observation: Observation(.retry, reason: "What an agent can says nothing of an operation's outcome."))
    }
}
