import AdCP
import Foundation

/// How a webhook's last attempt ended.
enum DeliveryOutcome: String, Sendable {
    case acknowledged
    /// The receiver will not have it; trying again is no use.
    case refused
    /// Too many attempts.
    case abandoned
}

extension Seller {
    /// Takes the task's webhooks for delivery, so that they go out one after another. False when somebody has them.
    func beginDelivering(_ task: String) -> Bool {
        self.delivering.insert(task).inserted
    }

    /// The next webhook of the task and its receiver; nil, and the task given back, when none is left.
    func nextDelivery(_ task: String) -> (Delivery, WebhookRegistration)? {
        guard let delivery = self.ledger.owed[task]?.first, let receiver = self.ledger.tasks[task]?.webhook else {
            self.delivering.remove(task)
            return nil
        }
        return (delivery, receiver)
    }

    func stopDelivering(_ task: String) {
        self.delivering.remove(task)
    }

    func noteAttempt(_ delivery: Delivery, number: Int, status: Int?, error: String?, outcome: DeliveryOutcome?) throws
    {
        let now = Date()
        let subject =
            ([
                "delivery": .string(delivery.id), "task_id": .string(delivery.taskID),
                "webhook_key": .string(delivery.key),
            ] as JSONObject).merging(self.ledger.tasks[delivery.taskID]?.origin.details ?? [:])
        let attempt = JSONObject(present: [
            "attempt": JSON(number), "http_status": status.map { JSON($0) }, "error": .text(error),
        ])
        let end = outcome.map {
            Entry(.webhookFinished, at: now, subject.merging(["outcome": .string($0.rawValue)]))
        }
        try self.commit([Entry(.webhookAttempted, at: now, subject.merging(attempt))] + [end].compactMap(\.self))
    }
}
