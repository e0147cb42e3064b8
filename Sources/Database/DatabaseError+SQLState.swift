import Postgres

extension DatabaseError {
    /// What an SQLSTATE means to a caller: the whole code first, then its class (PostgreSQL, appendix A).
    /// `AD…` are our own, raised by the functions and triggers in `sql/`.
    private static let kinds: [String: Kind] = [
        "AD001": .refused,  // an illegal move
        "AD002": .refused,  // a second task for one operation
        "AD003": .refused,  // an open operation without its next step
        "AD010": .invalidField,
        "AD011": .unknown,
        "AD012": .keyReused,
        "AD013": .settled,
        "AD014": .staleGeneration,
        "AD015": .inProgress,
        "AD016": .refused,  // nothing to decide
        "AD017": .refused,  // a question that no answer can go back to

        "08": .unavailable,  // connection exceptions
        "22": .invalidField,  // data exceptions: not a UUID, not JSON, out of range
        "23": .refused,  // a constraint
        "23502": .invalidField,  // null where there must be a value
        "23505": .conflict,  // a unique key that somebody else took
        "25006": .unavailable,  // a standby
        "25P03": .unavailable,  // idle in a transaction for too long
        "26000": .unavailable,  // a pooler lost a prepared statement
        "40": .unavailable,  // deadlock, serialization failure
        "40002": .refused,  // a constraint, checked at commit
        "42501": .refused,  // no right to
        "53": .unavailable,  // out of memory, disk or connections
        "55P03": .unavailable,  // a lock was not to be had in time
        "57": .unavailable,  // shutdown, crash, starting up, statement_timeout
        "57P04": .failed,  // the database was dropped
    ]

    init(_ error: PostgresError) {
        let kind = Self.kind(of: error)
        self.init(
            kind: kind, message: Self.message(of: error),
            // Only our own functions put the name of an input into the error's column.
            field: error.sqlState?.hasPrefix("AD") == true || error.sqlState == "23502" ? error.column : nil,
            hint: error.hint, sqlState: error.sqlState, mayHaveCommitted: error.mayHaveCommitted)
    }

    private static func kind(of error: PostgresError) -> Kind {
        switch error.code {
        case .server:
            let state = error.sqlState ?? ""
            return Self.kinds[state] ?? Self.kinds[String(state.prefix(2))]
                ?? (error.isRetryable ? .unavailable : .failed)
        case .connectionFailed, .connectionLost, .poolFull, .poolTimeout, .poolClosed: return .unavailable
        case .cancelled: return .cancelled
        case .invalidValue: return .invalidField
        case .transactionAborted, .invalidConfiguration, .unexpectedAnswer: return .failed
        }
    }

    private static func message(of error: PostgresError) -> String {
        // The server's messages of class 22 quote the value at fault.
        guard error.sqlState?.hasPrefix("22") != true else {
            return "a value does not have the form that its type asks for"
        }
        return error.message
    }
}
