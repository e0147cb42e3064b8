import AdCP
import Database
import Foundation
import Postgres
import Testing

extension Fleet {
    /// The address that an agent was given to call back.
    func route(of agent: UUID) async throws -> WebhookRoute {
        let text = try await self.value(
            "select id::text from adcp.webhook_routes where agent_id = $1::uuid", [.uuid(agent)])
        let id = try #require(text.flatMap { UUID(uuidString: $0) })
        return try #require(try await self.database.webhookRoute(tenant: self.tenant, id: id))
    }

    /// A webhook that has proven where it comes from, as the gateway hands it on.
    func webhook(
        from agent: UUID, about operation: OperationID, task: String, status: String,
        result: JSON = ["media_buy_id": "mb_1", "confirmed_at": .null, "revision": 1, "packages": []]
    ) async throws -> VerifiedWebhook {
        let body: JSON = [
            "idempotency_key": .string(UUID().uuidString), "task_id": .string(task), "task_type": "create_media_buy",
            "operation_id": .string(operation.id.uuidString.lowercased()), "status": .string(status),
            "timestamp": "2026-11-25T12:00:00Z", "result": result,
        ]
        let payload = try WebhookPayload(body: body.text.utf8, servedVersion: "3.1")
        var webhook = VerifiedWebhook(
            route: try await self.route(of: agent), idempotencyKey: payload.idempotencyKey,
            fingerprint: payload.fingerprint, outcome: payload.observation.outcome.rawValue, body: body.text)
        webhook.operationID = payload.operationID
        webhook.taskID = payload.taskID
        webhook.taskType = payload.taskType
        webhook.sellerTime = payload.observation.sellerTime
        webhook.recordHash = payload.observation.recordHash
        webhook.value = payload.observation.value
        return webhook
    }
}
