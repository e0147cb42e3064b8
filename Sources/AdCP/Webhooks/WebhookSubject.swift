/// Of what a webhook speaks, by its own words.
public struct WebhookSubject: Sendable, Equatable {
    /// The operation that we named when we asked for webhooks.
    public let operationID: String?
    /// The seller's AdCP task.
    public let taskID: String?
    /// The AdCP task's name. A2A's own forms do not have it; it is that of the operation.
    public let taskType: String?
}

/// The operation that a webhook was found to speak of.
public struct WebhookOperation: Sendable, Equatable {
    /// Our identifier of it.
    public let id: String
    /// Name of its AdCP task.
    public let taskType: String

    public init(id: String, taskType: String) {
        self.id = id
        self.taskType = taskType
    }
}

extension A2ANotification {
    /// The operation is the one in the body, in the `context` that the agent must echo, or in the metadata: there under its own name or as
    /// the identifier of the push configuration, for which agents take ours. A2A's `Task.id` is the transport's and never taken for AdCP's
    /// task (C §7.0).
    var subject: WebhookSubject {
        get throws(WebhookPayloadError) {
            let metadata = try self.event.optionalMembers("metadata")
            var operationID: String?
            for (holder, name) in [
                (self.data, "operation_id"), (try self.data?.optionalMembers("context"), "operation_id"),
                (metadata, "operation_id"), (metadata, "push_notification_config_id"),
                (metadata, "pushNotificationConfigId"),
            ] where operationID == nil {
                operationID = try holder?.optional(name) { Identifier.opaque($0, limit: 255) }
            }
            return WebhookSubject(
                operationID: operationID,
                taskID: try self.data?.optional("task_id") { Identifier.opaque($0) } ?? self.metadataTaskID,
                taskType: try self.data?.optional("task_type") { Identifier.opaque($0, limit: 100) })
        }
    }
}
