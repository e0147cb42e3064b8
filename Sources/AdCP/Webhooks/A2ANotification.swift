/// A push notification in one of A2A's own forms (C §1.2, §6.2): `{task: …}`, `{statusUpdate: …}`, or the bare object of A2A 0.3.
struct A2ANotification {
    /// The task, or the event about its status.
    let event: WebhookMembers
    /// Where A2A says that the call stands, which is not yet where the AdCP task stands.
    let state: TaskStatus
    /// RFC 3339.
    let timestamp: String?
    /// The data part that holds the AdCP body.
    let data: WebhookMembers?
    /// The agent's words beside it.
    let text: String?
    /// `metadata.adcp_task_id` of what holds the data, where older sellers put AdCP's task.
    let metadataTaskID: String?

    /// Members of A2A's `StreamResponse`, of which a notification has exactly one.
    private static let wrappers: Set<String> = ["task", "message", "statusUpdate", "artifactUpdate"]

    /// - Returns: nil when it is none of A2A's forms, and so may be AdCP's own.
    init?(_ object: JSONObject) throws(WebhookPayloadError) {
        let payload = WebhookMembers(object)
        let event: WebhookMembers
        if object.count == 1, let name = object.keys.first, Self.wrappers.contains(name) {
            event = try payload.members(name)
        } else if object["status"]?.object != nil {
            event = payload
        } else {
            return nil
        }
        // A message or an artifact alone has no status, and nothing can be concluded from it.
        let status = try event.members("status")
        let state = try status.required("state") { $0.string.flatMap(TaskStatus.init(spelled:)) }
        let artifact = state.isTerminal ? try Self.artifact(of: event) : nil
        let message = try status.optionalMembers("message")
        let parts = try Self.parts(of: artifact)
        let messageParts = try Self.parts(of: message)
        let data = parts.last(where: \.isData) ?? (state == .unknown ? nil : messageParts.first(where: \.isData))
        self.event = event
        self.state = state
        self.timestamp = try status.optional("timestamp") { Timestamp.rfc3339($0.string) }
        self.data = try data?.members("data")
        self.text = (messageParts + parts).lazy.compactMap { $0.object["text"]?.string }.first
        var metadataTaskID: String?
        for holder in [artifact, message, event] where metadataTaskID == nil {
            metadataTaskID = try holder?.optionalMembers("metadata")?.optional("adcp_task_id") { Identifier.opaque($0) }
        }
        self.metadataTaskID = metadataTaskID
        // Some senders wrap the body once more. AdCP has receivers refuse that rather than guess.
        if let data = self.data, data.object.keys == ["response"], data.object["response"]?.object != nil {
            throw .invalid(data.path)
        }
    }

    private static func artifact(of event: WebhookMembers) throws(WebhookPayloadError) -> WebhookMembers? {
        guard let artifacts = try event.optional("artifacts", \.array) else { return nil }
        return try event.list(Array(artifacts.prefix(1)), in: "artifacts").first
    }

    private static func parts(of holder: WebhookMembers?) throws(WebhookPayloadError) -> [WebhookMembers] {
        guard let holder, let parts = try holder.optional("parts", \.array) else { return [] }
        return try holder.list(parts, in: "parts")
    }
}

extension WebhookMembers {
    /// A2A tells data parts by the member itself; 0.3 has a `kind` beside it.
    fileprivate var isData: Bool { self.object["data"]?.object != nil }
}
