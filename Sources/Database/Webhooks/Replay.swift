public import struct Foundation.UUID
import Postgres

/// The address that an agent is asked to call back.
public struct AgentWebhook: Sendable {
    public let route: UUID
    public let mode: WebhookRoute.Mode
    public let url: String
}

extension Database {
    private static let replayWebhook = Statement(
        name: "replay_webhook", sql: "select adcp_api.replay_webhook($1::uuid, $2::uuid)")
    private static let agentWebhook = Statement(
        name: "agent_webhook", sql: "select route_id, mode, url from adcp_api.agent_webhook($1::uuid, $2)")

    /// Applies a delivery once more, as it was kept; returns `{id, operation, verdict}` as JSON.
    public func replayWebhook(_ delivery: UUID, tenant: UUID) async throws(DatabaseError) -> String {
        try await self.value(Self.replayWebhook, [.uuid(tenant), .uuid(delivery)])
    }

    /// Where an agent is asked to call back; nil where it is not asked to.
    public func webhook(ofAgent name: String, tenant: UUID) async throws(DatabaseError) -> AgentWebhook? {
        let rows = try await self.rows(Self.agentWebhook, [.uuid(tenant), .text(name)])
        guard rows.count > 0, let mode = rows.string(0, 1).flatMap(WebhookRoute.Mode.init(rawValue:)) else {
            return nil
        }
        return AgentWebhook(route: try rows.uuid("agent_webhook", 0, 0), mode: mode, url: rows.string(0, 2) ?? "")
    }
}
