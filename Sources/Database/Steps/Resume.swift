import Postgres

/// A stored answer that an instance has committed to send.
public struct StoredAnswer: Sendable {
    /// False when an earlier try may have sent it: then it must not be sent.
    public let isFresh: Bool
    /// Frozen arguments.
    public let request: String
    public let messageID: String
    /// A2A's own task and context.
    public let nativeTask: String
    public let nativeContext: String
}

extension Database {
    private static let beginResume = Statement(
        name: "begin_resume",
        sql: """
            select is_fresh, request, message_id, native_task, native_context
            from adcp_api.begin_resume($1::uuid, $2::uuid, $3::bigint)
            """)

    /// Commits to sending the answer of a claimed step; nil when there is none to send, or the lease is lost.
    public func beginResume(_ step: ClaimedStep) async throws(DatabaseError) -> StoredAnswer? {
        let rows = try await self.rows(
            Self.beginResume, [.uuid(step.operation.tenant), .uuid(step.operation.id), .int(Int(step.leaseToken))])
        guard rows.count > 0 else { return nil }
        return StoredAnswer(
            isFresh: rows.bool(0, 0), request: rows.string(0, 1) ?? "", messageID: rows.string(0, 2) ?? "",
            nativeTask: rows.string(0, 3) ?? "", nativeContext: rows.string(0, 4) ?? "")
    }
}
