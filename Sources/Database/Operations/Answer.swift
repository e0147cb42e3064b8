import Postgres

/// How far an answer has come.
public enum AnswerProgress: String, Sendable {
    /// Stored; any instance sends it next.
    case answered
    /// The same answer is on its way already.
    case dispatched
    /// Kept until its question comes.
    case early
}

extension Database {
    private static let answerOperation = Statement(
        name: "answer_operation",
        sql: "select adcp_api.answer_operation($1::uuid, $2::uuid, $3::integer, $4::jsonb, $5::bytea)")
    private static let openQuestion = Statement(
        name: "open_question", sql: "select adcp_api.open_question($1::uuid, $2::uuid, $3::bytea)")

    /// Answers what a seller asks: stored at once, sent once.
    ///
    /// - Parameters:
    ///   - generation: which question; the next one that is not asked yet keeps an early answer.
    ///   - answer: a JSON object.
    ///   - tokenHash: SHA-256 of the token that came with the question; none for an early answer.
    public func answer(
        _ operation: OperationID, generation: Int, answer: String, tokenHash: [UInt8]?
    ) async throws(DatabaseError) -> AnswerProgress {
        let text = try await self.value(
            Self.answerOperation,
            [.uuid(operation.tenant), .uuid(operation.id), .int(generation), .text(answer), .bytes(tokenHash)])
        guard let progress = AnswerProgress(rawValue: text) else {
            throw DatabaseError(kind: .failed, message: "answer_operation gave an unknown word")
        }
        return progress
    }

    /// The open question of an operation, as a JSON document; from now on a token with this SHA-256 allows one answer to it.
    public func openQuestion(of operation: OperationID, tokenHash: [UInt8]) async throws(DatabaseError) -> String {
        try await self.value(
            Self.openQuestion, [.uuid(operation.tenant), .uuid(operation.id), .bytes(tokenHash)])
    }
}
