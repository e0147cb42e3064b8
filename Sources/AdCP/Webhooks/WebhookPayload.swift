import Crypto

/// What a webhook says, once its sender has proven itself.
public struct WebhookPayload: Sendable {
    /// The delivery: the same over all attempts to deliver it. A2A's own forms have none; theirs is `a2a:` and the fingerprint.
    public let idempotencyKey: String
    /// The operation that we named when we asked for webhooks; nil where the agent need not repeat it.
    public let operationID: String?
    /// The seller's AdCP task; nil in A2A's own forms, which may name the operation alone, and where the agent speaks of itself.
    public let taskID: String?
    public let taskType: String
    /// The seller's own time, RFC 3339; nil only in A2A's own forms, which may leave it out.
    public let timestamp: String?
    /// What we asked the agent to repeat, besides its proof. Secret.
    public let token: String?
    /// The logical notification, the same when it is emitted anew.
    public let notificationID: String?
    /// What it says of the operation; nothing where it is a delivery report.
    public let observation: Observation
    /// The delivery that the seller reports; nil for every other task.
    public let deliveryReport: DeliveryReport?
    /// What the agent says of itself, where it speaks of no task.
    public let capabilitiesChange: CapabilitiesChange?
    /// SHA-256 of the canonical payload: equal for deliveries that differ in white space and order only.
    public let fingerprint: [UInt8]

    /// Reads the body of a webhook that says all by itself.
    ///
    /// - Parameter servedVersion: release that the agent is pinned to; what the body says comes first, and without either it is 3.0.
    public init(body: some Sequence<UInt8>, servedVersion: String?) throws(WebhookPayloadError) {
        try self.init(WebhookBody(body, servedVersion: servedVersion, transport: .mcp), of: nil)
    }

    /// Reads a webhook.
    ///
    /// - Parameter operation: the operation that it was found to speak of; A2A's own forms do not name its task.
    public init(_ body: WebhookBody, of operation: WebhookOperation?) throws(WebhookPayloadError) {
        let envelope =
            if let notification = body.notification {
                try WebhookEnvelope(notification, of: operation, version: body.version)
            } else if CapabilitiesChange.isMeant(by: body.object) {
                try WebhookEnvelope(ofChange: body.object)
            } else {
                try WebhookEnvelope(body.object, version: body.version)
            }
        self.fingerprint = Array(SHA256.hash(data: Array(body.json.canonical.utf8)))
        self.idempotencyKey = envelope.idempotencyKey ?? "a2a:\(self.fingerprint.hexadecimal)"
        self.operationID = envelope.operationID
        self.taskID = envelope.taskID
        self.taskType = envelope.taskType
        self.timestamp = envelope.timestamp
        self.token = envelope.token
        self.notificationID = envelope.notificationID
        self.deliveryReport = try DeliveryReport(envelope)
        self.capabilitiesChange = envelope.capabilitiesChange
        var observation = envelope.observation
        if envelope.taskType == DeliveryReport.taskType {
            observation = Observation(.retry, reason: "A delivery report says nothing of an operation's outcome.")
        }
        observation.taskID = envelope.taskID
        observation.sellerTime = envelope.timestamp
        self.observation = observation
    }
}

extension [UInt8] {
    fileprivate var hexadecimal: String {
        self.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
