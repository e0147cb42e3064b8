import AdCP
import Database

extension VerifiedWebhook {
    init(_ payload: WebhookPayload, route: WebhookRoute, body: [UInt8]) {
        let observation = payload.observation
        self.init(
            route: route, idempotencyKey: payload.idempotencyKey, fingerprint: payload.fingerprint,
            outcome: observation.outcome.rawValue, body: String(decoding: body, as: UTF8.self))
        self.operationID = payload.operationID
        self.taskID = payload.taskID
        self.taskType = payload.taskType
        self.contextID = observation.contextID
        self.sellerTime = payload.timestamp
        self.reason = observation.reason
        self.errorCode = observation.errorCode
        self.recordHash = observation.recordHash
        self.value = observation.value
    }
}
