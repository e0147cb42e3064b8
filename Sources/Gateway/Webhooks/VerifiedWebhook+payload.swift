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
        self.value = payload.deliveryReport.map { $0.record.text } ?? observation.value
    }

    /// What the database is to make of it: an observation of an operation, or something that speaks of none.
    private static func outcome(_ payload: WebhookPayload) -> String {
        switch payload.taskType {
        case WebhookPayload.trialTask: "test"
        case DeliveryReport.taskType: "report"
        default: payload.observation.outcome.rawValue
        }
    }
}

extension DeliveryReport {
    /// As the database keeps it, each amount with its currency.
    fileprivate var record: JSON {
        var members: JSONObject = [
            "notification_type": .string(self.notificationType.rawValue),
            "reporting_period": ["start": .string(self.periodStart), "end": .string(self.periodEnd)],
            "media_buy_deliveries": .array(self.deliveries.compactMap { try? JSON(parsing: $0.text) }),
        ]
        members["sequence_number"] = self.sequenceNumber.map { JSON($0) }
        members["currency"] = self.currency.map(JSON.string)
        return .object(members)
    }
}
