import Crypto

/// What a webhook says, once its sender has proven itself (`core/mcp-webhook-payload.json`).
public struct WebhookPayload: Sendable {
    /// The delivery: the same over all attempts to deliver it.
    public let idempotencyKey: String
    /// The operation that we named when we asked for webhooks; nil where the agent need not repeat it.
    public let operationID: String?
    public let taskID: String
    public let taskType: String
    /// The seller's own time, RFC 3339.
    public let timestamp: String
    /// What we asked the agent to repeat, besides its proof. Secret.
    public let token: String?
    /// The logical notification, the same when it is emitted anew.
    public let notificationID: String?
    public let observation: Observation
    /// SHA-256 of the canonical payload: equal for deliveries that differ in white space and order only.
    public let fingerprint: [UInt8]

    /// Reads the body of a webhook.
    ///
    /// - Parameter servedVersion: release that the agent is pinned to; what the body says comes first, and without either it is 3.0.
    public init(body: some Sequence<UInt8>, servedVersion: String?) throws(WebhookPayloadError) {
        let json: JSON
        do {
            json = try JSON(parsing: body)
        } catch {
            throw .malformed(error)
        }
        guard let object = json.object else { throw .notAnObject }
        let version = ProtocolVersion(object["adcp_version"]?.string) ?? ProtocolVersion(servedVersion) ?? .fallback
        self.idempotencyKey = try object.required("idempotency_key") { Identifier.restricted($0, length: 16...255) }
        self.taskID = try object.required("task_id") { Identifier.opaque($0) }
        self.taskType = try object.required("task_type") { Identifier.opaque($0, limit: 100) }
        let status = try object.required("status") { $0.string.flatMap(TaskStatus.init(spelled:)) }
        self.timestamp = try object.required("timestamp") { Timestamp.rfc3339($0.string) }
        self.operationID =
            version >= ProtocolVersion(3, 1)
            ? try object.required("operation_id") { Identifier.opaque($0, limit: 255) }
            : try object.optional("operation_id") { Identifier.opaque($0, limit: 255) }
        self.token = try object.optional("token") { $0.string.flatMap { 16...4096 ~= $0.utf8.count ? $0 : nil } }
        self.notificationID = try object.optional("notification_id") { Identifier.opaque($0, limit: 255) }
        let result = try object.optional("result", \.object)
        self.fingerprint = Array(SHA256.hash(data: Array(json.canonical.utf8)))

        let envelope = TaskBody(object, of: self.taskType, version: version)
        let report = TaskReport(
            taskID: self.taskID, status: status, result: result.map(envelope.holding), error: nil,
            message: envelope.message, mayLackResult: false)
        var observation = report.observation(of: self.taskType)
        observation.taskID = self.taskID
        observation.contextID = observation.contextID ?? envelope.contextID
        observation.sellerTime = self.timestamp
        self.observation = observation
    }
}

/// A webhook's body is not one that AdCP allows: HTTP 400. It names the member and never quotes the body.
public enum WebhookPayloadError: Error, Sendable, Equatable, CustomStringConvertible {
    case malformed(JSONError)
    case notAnObject
    case missing(String)
    case invalid(String)

    /// Code for the answer and the log.
    public var code: String {
        switch self {
        case .malformed: "webhook_body_malformed"
        case .notAnObject, .missing, .invalid: "webhook_payload_invalid"
        }
    }

    public var description: String {
        switch self {
        case .malformed(let error): error.description
        case .notAnObject: "the payload is not an object"
        case .missing(let member): "\(member) is missing"
        case .invalid(let member): "\(member) is invalid"
        }
    }
}

extension JSONObject {
    fileprivate func required<Value>(_ name: String, _ read: (JSON) -> Value?) throws(WebhookPayloadError) -> Value {
        guard let value = try self.optional(name, read) else { throw .missing(name) }
        return value
    }

    fileprivate func optional<Value>(_ name: String, _ read: (JSON) -> Value?) throws(WebhookPayloadError) -> Value? {
        guard let member = self[name]?.orNil else { return nil }
        guard let value = read(member) else { throw .invalid(name) }
        return value
    }
}
