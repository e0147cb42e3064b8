public import struct Foundation.UUID
import Postgres

extension Database {
    private static let submitOperation = Statement(
        name: "submit_operation",
        sql: """
            select operation_id, is_new
            from adcp_api.submit_operation($1::uuid, $2, $3, $4::jsonb, $5, $6::boolean, make_interval(secs => $7::float8))
            """)

    /// Submits an operation; nothing is sent before this returns. With a key that was used before for the same request, returns that operation.
    public func submit(_ submission: Submission) async throws(DatabaseError) -> (operation: UUID, isNew: Bool) {
        let rows = try await self.rows(
            Self.submitOperation,
            [
                .uuid(submission.tenant), .text(submission.agent), .text(submission.task), .text(submission.request),
                .text(submission.key), .bool(submission.webhook), .int(submission.deadlineSeconds),
            ])
        return (try rows.uuid("submit_operation", 0, 0), rows.bool(0, 1))
    }
}
