import AdCP
import Foundation

/// The body of a webhook about a task.
enum WebhookEnvelope {
    /// The deliveries a change of the task owes its buyer: one, or more where the behaviour says so.
    static func deliveries(of task: SellerTask) -> [Delivery] {
        guard task.callsBack, task.status != .unknown else { return [] }
        let key = "whk_\(UUID().uuidString.lowercased())"
        let body = Self.body(of: task, key: key)
        var deliveries = [Delivery(taskID: task.id, key: key, body: body)]
        if task.duplicatesWebhooks || task.behaviour.webhookFaults.contains(.twice) {
            deliveries.append(Delivery(taskID: task.id, key: key, body: body))
        }
        if task.behaviour.webhookFaults.contains(.changed) {
            deliveries.append(Delivery(taskID: task.id, key: key, body: Self.changed(body)))
        }
        return deliveries
    }

    private static func body(of task: SellerTask, key: String) -> JSONObject {
        JSONObject(present: [
            "idempotency_key": .string(key), "notification_id": .string("\(task.id).\(task.status.rawValue)"),
            "operation_id": .text(task.webhook?.operationID), "task_id": .string(task.id),
            "task_type": .string(task.type), "protocol": .string(task.protocolName),
            "status": .string(task.status.rawValue), "timestamp": .string(Timestamp.text(task.updatedAt)),
            "token": .text(task.webhook?.token), "context": task.context,
            "result": task.result.map { .object($0) },
        ])
    }

    /// The same delivery, telling something else: what a receiver must not take.
    private static func changed(_ body: JSONObject) -> JSONObject {
        var changed = body
        changed["message"] = "changed by the sandbox"
        if var result = changed["result"]?.object, result["media_buy_id"] != nil {
            result["media_buy_id"] = .string(Identifier.make("mb"))
            changed["result"] = .object(result)
        }
        return changed
    }
}
