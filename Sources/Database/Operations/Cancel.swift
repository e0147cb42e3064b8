import Postgres

/// What became of a wish to cancel.
public struct Cancellation: Sendable {
    /// True when the operation is canceled; false when it was sent already and the wish is recorded.
    public let isCanceled: Bool
    public let state: String
    public let version: Int
}

extension Database {
    private static let cancelOperation = Statement(
        name: "cancel_operation",
        sql: "select outcome, state, version from adcp_api.cancel_operation($1::uuid, $2::uuid, $3)")

    /// Cancels an operation that was not sent, records the wish for one that was, refuses for a settled one.
    public func cancel(_ operation: OperationID, reason: String? = nil) async throws(DatabaseError) -> Cancellation {
        let rows = try await self.rows(
            Self.cancelOperation, [.uuid(operation.tenant), .uuid(operation.id), .text(reason)])
        return Cancellation(
            isCanceled: rows.string(0, 0) == "canceled", state: rows.string(0, 1) ?? "", version: rows.int(0, 2) ?? 0)
    }
}
