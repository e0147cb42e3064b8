import Postgres

/// What a person decides about a commitment that governance holds.
public struct CommitDecision: Sendable {
    public enum Word: String, Sendable, CaseIterable {
        /// The conditions are applied, or the request that is given with it takes the place of the old; governance is asked again.
        case accept
        /// It is not bought.
        case decline
        /// The same is asked once more.
        case checkAgain = "check_again"
    }

    public var word: Word
    /// Who decides, for the record.
    public var by: String
    /// The request as it shall be, a JSON object; only with `accept`.
    public var request: String?

    public init(_ word: Word, by: String, request: String? = nil) {
        self.word = word
        self.by = by
        self.request = request
    }
}

extension Database {
    private static let decideCommit = Statement(
        name: "decide_commit", sql: "select adcp_api.decide_commit($1::uuid, $2::uuid, $3, $4, $5::jsonb)")

    /// Carries out a decision; returns the operation as a JSON document. Refused when there is nothing to decide.
    public func decide(
        _ decision: CommitDecision, of operation: OperationID
    ) async throws(DatabaseError) -> String {
        try await self.value(
            Self.decideCommit,
            [
                .uuid(operation.tenant), .uuid(operation.id), .text(decision.word.rawValue), .text(decision.by),
                .text(decision.request),
            ])
    }
}
