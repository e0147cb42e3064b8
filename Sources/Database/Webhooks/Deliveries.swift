public import struct Foundation.UUID
import Postgres

/// Which deliveries to list.
public struct WebhookFilter: Sendable {
    /// Name of the sender.
    public var agent: String?
    /// What became of them: a verdict, `unmatched`, `mismatched` or `pending`.
    public var verdict: String?
    public var operation: UUID?
    /// The page after this identifier.
    public var before: UUID?
    /// 1 to 500.
    public var limit: Int

    public init(
        agent: String? = nil, verdict: String? = nil, operation: UUID? = nil, before: UUID? = nil, limit: Int = 50
    ) {
        self.agent = agent
        self.verdict = verdict
        self.operation = operation
        self.before = before
        self.limit = limit
    }
}

extension Database {
    private static let getWebhook = Statement(
        name: "get_webhook", sql: "select adcp_api.get_webhook($1::uuid, $2::uuid)")
    private static let listWebhooks = Statement(
        name: "list_webhooks",
        sql: "select adcp_api.list_webhooks($1::uuid, $2, $3, $4::uuid, $5::uuid, $6::integer)")

    /// One delivery with its body, as a JSON document.
    public func webhook(_ delivery: UUID, tenant: UUID) async throws(DatabaseError) -> String {
        try await self.value(Self.getWebhook, [.uuid(tenant), .uuid(delivery)])
    }

    /// A page of deliveries, newest first, as a JSON document `{webhooks, next}`.
    public func webhooks(tenant: UUID, _ filter: WebhookFilter = .init()) async throws(DatabaseError) -> String {
        try await self.value(
            Self.listWebhooks,
            [
                .uuid(tenant), .text(filter.agent), .text(filter.verdict), .uuid(filter.operation),
                .uuid(filter.before), .int(filter.limit),
            ])
    }
}
