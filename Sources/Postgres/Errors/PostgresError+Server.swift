import CLibPQ

extension PostgresError {
    /// Reads what the server said in a failed result.
    ///
    /// - Parameter isLost: the connection broke with it.
    init(_ result: StatementResult, isLost: Bool) {
        func field(_ name: Unicode.Scalar) -> String? {
            PQresultErrorField(result.raw, Int32(name.value)).map { String(cString: $0) }
        }
        // The letters are libpq's PG_DIAG_ constants, which are part of the wire protocol.
        self.init(
            code: isLost ? .connectionLost : .server, sqlState: field("C"),
            message: field("M") ?? Self.trimmed(PQresultErrorMessage(result.raw)), detail: field("D"), hint: field("H"),
            column: field("c"), constraint: field("n"), sourceFunction: field("R"))
    }

    /// The plan of a prepared statement no longer fits the tables. PostgreSQL has no SQLSTATE of its own for it, and its
    /// message is translated; the name of the function that raises it is not.
    var isStalePlan: Bool { self.sqlState == "0A000" && self.sourceFunction == "RevalidateCachedQuery" }

    /// The server has forgotten a prepared statement, as behind a pooler or after DISCARD ALL.
    var isForgottenStatement: Bool { self.sqlState == "26000" }

    static func trimmed(_ message: UnsafePointer<CChar>?) -> String {
        let text = message.map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
