/// What a webhook says, whatever form it says it in.
struct WebhookEnvelope {
    /// nil where the form has none.
    var idempotencyKey: String?
    var operationID: String?
    var taskID: String?
    var taskType: String
    var timestamp: String?
    var token: String?
    var notificationID: String?
    /// The task's own body.
    var result: WebhookMembers?
    /// Of the task; nil where the webhook speaks of none.
    var status: TaskStatus?
    /// nil for every webhook of a task.
    var capabilitiesChange: CapabilitiesChange?
    var observation: Observation
}

extension WebhookEnvelope {
    /// AdCP's own form (`core/mcp-webhook-payload.json`), which agents of every transport send where we asked for it.
    init(_ object: JSONObject, version: ProtocolVersion) throws(WebhookPayloadError) {
        let members = WebhookMembers(object)
        let key = try members.required("idempotency_key") { Identifier.restricted($0, length: 16...255) }
        let taskID = try members.required("task_id") { Identifier.opaque($0) }
        let taskType = try members.required("task_type") { Identifier.opaque($0, limit: 100) }
        let status = try members.required("status") { $0.string.flatMap(TaskStatus.init(spelled:)) }
        let timestamp = try members.required("timestamp") { Timestamp.rfc3339($0.string) }
        // Reports are registered without an operation (`core/reporting-webhook.json`), so their sender may have none to repeat.
        let operationID =
            version >= ProtocolVersion(3, 1) && taskType != DeliveryReport.taskType
            ? try members.required("operation_id") { Identifier.opaque($0, limit: 255) }
            : try members.optional("operation_id") { Identifier.opaque($0, limit: 255) }
        let token = try members.optional("token") { $0.string.flatMap { 16...4096 ~= $0.utf8.count ? $0 : nil } }
        let notificationID = try members.optional("notification_id") { Identifier.opaque($0, limit: 255) }
        let result = try members.optionalMembers("result")

        let envelope = TaskBody(object, of: taskType, version: version)
        let report = TaskReport(
            taskID: taskID, status: status, result: (result?.object).map(envelope.holding), error: nil,
            message: envelope.message, mayLackResult: false)
        var observation = report.observation(of: taskType)
        observation.contextID = observation.contextID ?? envelope.contextID
        self.init(
            idempotencyKey: key, operationID: operationID, taskID: taskID, taskType: taskType, timestamp: timestamp,
            token: token, notificationID: notificationID, result: result, status: status, observation: observation)
    }
}
