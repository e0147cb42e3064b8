/// The body of a webhook whose sender has proven itself, before it is held against anything that we know.
public struct WebhookBody: Sendable {
    let json: JSON
    let object: JSONObject
    let version: ProtocolVersion
    /// nil for AdCP's own form.
    let notification: A2ANotification?

    /// - Parameters:
    ///   - servedVersion: release that the agent is pinned to; what the body says comes first, and without either it is 3.0.
    ///   - transport: what the agent was registered with. A2A's own forms are read from its agents only.
    public init(
        _ body: some Sequence<UInt8>, servedVersion: String?, transport: AgentTransport
    ) throws(WebhookPayloadError) {
        do {
            self.json = try JSON(parsing: body)
        } catch {
            throw .malformed(error)
        }
        guard let object = self.json.object else { throw .notAnObject }
        self.object = object
        self.version = ProtocolVersion(object["adcp_version"]?.string) ?? ProtocolVersion(servedVersion) ?? .fallback
        self.notification = transport == .a2a ? try A2ANotification(object) : nil
    }

    /// Of what a notification speaks that does not name all that must be known of it; nil for one that does.
    public var unknown: WebhookSubject? {
        get throws(WebhookPayloadError) {
            guard let subject = try self.notification?.subject else { return nil }
            return subject.taskType == nil || subject.operationID == nil ? subject : nil
        }
    }
}
