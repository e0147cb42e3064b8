import AdCP
import Foundation

/// A webhook on its way: what every attempt sends, byte for byte.
struct Delivery: Sendable {
    /// Ours; two deliveries may share a key.
    let id: String
    let taskID: String
    /// The envelope's `idempotency_key`.
    let key: String
    let body: String
    /// Attempts made so far.
    var attempts = 0

    init(taskID: String, key: String, body: JSONObject) {
        self.id = Identifier.make("delivery")
        self.taskID = taskID
        self.key = key
        self.body = JSON.object(body).text
    }

    init?(recorded entry: Entry) {
        guard let id = entry["delivery"]?.string, let task = entry["task_id"]?.string,
            let key = entry["webhook_key"]?.string, let body = entry["body"]?.string
        else { return nil }
        self.id = id
        self.taskID = task
        self.key = key
        self.body = body
    }

    func due(at: Date, status: TaskStatus) -> Entry {
        Entry(
            .webhookDue, at: at,
            [
                "delivery": .string(self.id), "task_id": .string(self.taskID), "webhook_key": .string(self.key),
                "status": .string(status.rawValue), "body": .string(self.body),
            ])
    }
}
