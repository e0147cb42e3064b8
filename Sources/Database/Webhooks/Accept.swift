public import struct Foundation.UUID
import Postgres

extension Database {
    private static let webhookOperation = Statement(
        name: "webhook_operation",
        sql: "select operation_id, task_type from adcp_api.webhook_operation($1::uuid, $2::uuid, $3, $4)")
    private static let webhookRoute = Statement(
        name: "webhook_route",
        sql: "select agent_id, agent, mode, adcp_version, protocol from adcp_api.webhook_route($1::uuid, $2::uuid)")
    private static let acceptWebhooks = Statement(
        name: "accept_webhooks",
        sql: """
            select answer, delivery_id, operation_id, verdict
            from adcp_api.accept_webhooks(
                $1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bytea[], $8::text[], $9::text[],
                $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::bytea[], $17::jsonb[],
                $18::text[])
            order by ordinal
            """)
    private static let refuseWebhook = Statement(
        name: "refuse_webhook", sql: "select adcp_api.refuse_webhook($1::uuid, $2::uuid, $3, $4, $5)")
    private static let applyWebhooks = Statement(
        name: "apply_webhooks",
        sql: "select tenant_id, operation_id, verdict from adcp_api.apply_webhooks($1::integer)")

    /// The operation that a webhook speaks of, and the name of its AdCP task; nil where there is none yet.
    public func webhookOperation(
        of route: WebhookRoute, operationID: String?, taskID: String?
    ) async throws(DatabaseError) -> (id: UUID, taskType: String)? {
        let rows = try await self.rows(
            Self.webhookOperation, [.uuid(route.tenant), .uuid(route.id), .text(operationID), .text(taskID)])
        guard rows.count > 0 else { return nil }
        return (try rows.uuid("webhook_operation", 0, 0), rows.string(0, 1) ?? "")
    }

    /// Who may call an address; nil for an unknown or retired one.
    public func webhookRoute(tenant: UUID, id: UUID) async throws(DatabaseError) -> WebhookRoute? {
        let rows = try await self.rows(Self.webhookRoute, [.uuid(tenant), .uuid(id)])
        guard rows.count > 0, let mode = rows.string(0, 2).flatMap(WebhookRoute.Mode.init(rawValue:)) else {
            return nil
        }
        return WebhookRoute(
            tenant: tenant, id: id, agent: try rows.uuid("webhook_route", 0, 0), agentName: rows.string(0, 1) ?? "",
            mode: mode, version: rows.string(0, 3), transport: rows.string(0, 4) ?? "")
    }

    /// Keeps verified webhooks durably and applies them, all in one transaction; returns a receipt for each, in their order.
    public func accept(_ webhooks: [VerifiedWebhook]) async throws(DatabaseError) -> [WebhookReceipt] {
        let rows = try await self.rows(
            Self.acceptWebhooks,
            [
                .uuidArray(webhooks.map(\.route.tenant)), .uuidArray(webhooks.map(\.route.id)),
                .textArray(webhooks.map { $0.nonce?.keyID }), .textArray(webhooks.map { $0.nonce?.nonce }),
                .intArray(webhooks.map { $0.nonce.map { Int($0.keptUntil) } }),
                .textArray(webhooks.map(\.idempotencyKey)), .bytesArray(webhooks.map(\.fingerprint)),
                .textArray(webhooks.map(\.operationID)), .textArray(webhooks.map(\.taskID)),
                .textArray(webhooks.map(\.taskType)), .textArray(webhooks.map(\.outcome)),
                .textArray(webhooks.map(\.contextID)), .textArray(webhooks.map(\.sellerTime)),
                .textArray(webhooks.map(\.reason)), .textArray(webhooks.map(\.errorCode)),
                .bytesArray(webhooks.map(\.recordHash)), .textArray(webhooks.map(\.value)),
                .textArray(webhooks.map(\.body)),
            ])
        guard rows.count == webhooks.count else {
            throw DatabaseError(kind: .failed, message: "accept_webhooks gave \(rows.count) answers")
        }
        var receipts: [WebhookReceipt] = []
        receipts.reserveCapacity(webhooks.count)
        for (row, webhook) in webhooks.enumerated() {
            guard let answer = rows.string(row, 0).flatMap(WebhookReceipt.Answer.init(rawValue:)) else {
                throw DatabaseError(kind: .failed, message: "accept_webhooks gave an unknown answer")
            }
            let operation = try rows.optionalUUID("accept_webhooks", row, 2)
            receipts.append(
                WebhookReceipt(
                    answer: answer, verdict: rows.string(row, 3),
                    delivery: try rows.optionalUUID("accept_webhooks", row, 1),
                    changed: operation.map { OperationID(tenant: webhook.route.tenant, id: $0) }))
        }
        return receipts
    }

    /// The same for one alone.
    public func accept(_ webhook: VerifiedWebhook) async throws(DatabaseError) -> WebhookReceipt {
        try await self.accept([webhook])[0]
    }

    /// Notes that a call of a registered address was refused, which raises an alarm.
    ///
    /// - Parameter body: to be kept; nil where the sender has not proven itself.
    public func refuse(
        _ route: WebhookRoute, code: String, reason: String?, body: String?
    ) async throws(DatabaseError) {
        _ = try await self.rows(
            Self.refuseWebhook, [.uuid(route.tenant), .uuid(route.id), .text(code), .text(reason), .text(body)])
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
