import AdCP
import Database

extension VerifiedWebhook {
    init(_ payload: WebhookPayload, route: WebhookRoute, body: [UInt8]) {
        let observation = payload.observation
        self.init(
            route: route, idempotencyKey: payload.idempotencyKey, fingerprint: payload.fingerprint,
            outcome: Self.outcome(payload), body: String(decoding: body, as: UTF8.self))
        self.operationID = payload.operationID
        self.taskID = payload.taskID
        self.taskType = payload.taskType
        self.contextID = observation.contextID
        self.sellerTime = payload.timestamp
        self.reason = observation.reason
        self.errorCode = observation.errorCode
        self.recordHash = observation.recordHash
        self.value = payload.deliveryReport?.text ?? payload.capabilitiesChange?.text ?? observation.value
    }

    /// What the database is to make of it: an observation of an operation, or something that speaks of none.
    private static func outcome(_ payload: WebhookPayload) -> String {
        switch payload.taskType {
        case WebhookPayload.trialTask: "test"
        case DeliveryReport.taskType: "report"
        case CapabilitiesChange.notificationType where payload.capabilitiesChange != nil: "capabilities"
        default: payload.observation.outcome.rawValue
        }
    }
}
