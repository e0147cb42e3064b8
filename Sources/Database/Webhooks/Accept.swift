public import struct Foundation.UUID
import Postgres

extension Database {
    private static let webhookRoute = Statement(
        name: "webhook_route",
        sql: "select agent_id, agent, mode, adcp_version from adcp_api.webhook_route($1::uuid, $2::uuid)")
    private static let acceptWebhook = Statement(
        name: "accept_webhook",
        sql: """
            select answer, delivery_id, operation_id, verdict
            from adcp_api.accept_webhook(
                $1::uuid, $2::uuid, $3, $4::bytea, $5, $6, $7, $8, $9, $10::timestamptz, $11, $12, $13::bytea, $14::jsonb, $15)
            """)
    private static let applyWebhooks = Statement(
        name: "apply_webhooks",
        sql: "select tenant_id, operation_id, verdict from adcp_api.apply_webhooks($1::integer)")

    /// Who may call an address; nil for an unknown or retired one.
    public func webhookRoute(tenant: UUID, id: UUID) async throws(DatabaseError) -> WebhookRoute? {
        let rows = try await self.rows(Self.webhookRoute, [.uuid(tenant), .uuid(id)])
        guard rows.count > 0, let mode = rows.string(0, 2).flatMap(WebhookRoute.Mode.init(rawValue:)) else {
            return nil
        }
        return WebhookRoute(
            tenant: tenant, id: id, agent: try rows.uuid("webhook_route", 0, 0), agentName: rows.string(0, 1) ?? "",
            mode: mode, version: rows.string(0, 3))
    }

    /// Keeps a verified webhook durably and applies it.
    public func accept(_ webhook: VerifiedWebhook) async throws(DatabaseError) -> WebhookReceipt {
        let rows = try await self.rows(
            Self.acceptWebhook,
            [
                .uuid(webhook.route.tenant), .uuid(webhook.route.id), .text(webhook.idempotencyKey),
                .bytes(webhook.fingerprint), .text(webhook.operationID), .text(webhook.taskID), .text(webhook.taskType),
                .text(webhook.outcome), .text(webhook.contextID), .text(webhook.sellerTime), .text(webhook.reason),
                .text(webhook.errorCode), .bytes(webhook.recordHash), .text(webhook.value), .text(webhook.body),
            ])
        guard let answer = rows.string(0, 0).flatMap(WebhookReceipt.Answer.init(rawValue:)) else {
            throw DatabaseError(kind: .failed, message: "accept_webhook gave an unknown answer")
        }
        let operation = try rows.optionalUUID("accept_webhook", 0, 2)
        return WebhookReceipt(
            answer: answer, verdict: rows.string(0, 3), delivery: try rows.optionalUUID("accept_webhook", 0, 1),
            changed: operation.map { OperationID(tenant: webhook.route.tenant, id: $0) })
    }

    /// Applies accepted webhooks that are still due; returns the operations that they speak of.
    public func applyWebhooks(limit: Int) async throws(DatabaseError) -> [OperationID] {
        let rows = try await self.rows(Self.applyWebhooks, [.int(limit)])
        var operations: [OperationID] = []
        for row in 0..<rows.count {
            guard let id = try rows.optionalUUID("apply_webhooks", row, 1) else { continue }
            operations.append(OperationID(tenant: try rows.uuid("apply_webhooks", row, 0), id: id))
        }
        return operations
    }
}
