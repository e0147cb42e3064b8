public import struct Foundation.UUID
import Postgres

extension Database {
    private static let submitOperation = Statement(
        name: "submit_operation",
        sql: """
            select operation_id, is_new, matched_by
            from adcp_api.submit_operation(
                $1::uuid, $2, $3, $4::jsonb, $5, $6::boolean, make_interval(secs => $7::float8), $8::uuid)
            """)

    /// Submits an operation; nothing is sent before this returns. With a key that was used before for the same request, or the name of
    /// a purchase that was made or is under way, returns that operation.
    public func submit(_ submission: Submission) async throws(DatabaseError) -> Submitted {
        let rows = try await self.rows(
            Self.submitOperation,
            [
                .uuid(submission.tenant), .text(submission.agent), .text(submission.task), .text(submission.request),
                .text(submission.key), .bool(submission.webhook), .int(submission.deadlineSeconds),
                .uuid(submission.replaces),
            ])
        return Submitted(
            operation: try rows.uuid("submit_operation", 0, 0),
            match: rows.string(0, 2).flatMap(Submitted.Match.init(rawValue:)))
    }
}

/// What a submission came to.
public struct Submitted: Sendable {
    /// By what an operation that was there already was recognised.
    public enum Match: String, Sendable {
        case requestKey = "request_key"
        /// `po_number` or `purchase_order_ref`, whatever else the request says.
        case naturalKey = "natural_key"
    }

    public let operation: UUID
    /// nil for a new operation.
    public let match: Match?

    public var isNew: Bool { self.match == nil }
}
