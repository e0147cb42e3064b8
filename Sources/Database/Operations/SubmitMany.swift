public import struct Foundation.UUID
import Postgres

/// Many operations of one tenant, to be submitted together.
public struct SubmissionBatch: Sendable {
    /// One of them, under the deadline of its task's policy.
    public struct Item: Sendable {
        /// Name of the agent.
        public var agent: String
        /// AdCP task.
        public var task: String
        /// Arguments of the task: a JSON object.
        public var request: String
        /// The caller's own key.
        public var key: String?

        public init(agent: String, task: String, request: String, key: String? = nil) {
            self.agent = agent
            self.task = task
            self.request = request
            self.key = key
        }
    }

    public var tenant: UUID
    public var items: [Item]
    /// Whether the sellers are asked to call back, where the task and the agent allow it.
    public var webhook: Bool

    public init(tenant: UUID, items: [Item], webhook: Bool = true) {
        self.tenant = tenant
        self.items = items
        self.webhook = webhook
    }
}

extension Database {
    private static let submitOperations = Statement(
        name: "submit_operations",
        sql: """
            select operation_id
            from adcp_api.submit_operations($1::uuid, $2::text[], $3::text[], $4::jsonb[], $5::text[], $6::boolean)
            order by ordinal
            """)

    /// Submits many operations, all or none; returns their identifiers in the order of the batch.
    ///
    /// A key that was used before fails the whole with `conflict`: submit them one by one then.
    public func submitMany(_ batch: SubmissionBatch) async throws(DatabaseError) -> [UUID] {
        let rows = try await self.rows(
            Self.submitOperations,
            [
                .uuid(batch.tenant), .textArray(batch.items.map(\.agent)), .textArray(batch.items.map(\.task)),
                .textArray(batch.items.map(\.request)), .textArray(batch.items.map(\.key)), .bool(batch.webhook),
            ])
        var operations: [UUID] = []
        operations.reserveCapacity(rows.count)
        for row in 0..<rows.count { operations.append(try rows.uuid("submit_operations", row, 0)) }
        return operations
    }
}
