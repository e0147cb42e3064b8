/// What a failure allows: the one table that decides about retries, by SQLSTATE (PostgreSQL, appendix A).
struct Disposition: Sendable, Equatable {
    /// Running the same again may succeed.
    var isRetryable = false
    /// The failed statement may have taken effect.
    var mayHaveCommitted = false
    /// The connection is to be replaced.
    var spoilsConnection = false

    private static let rolledBack = Disposition(isRetryable: true)
    private static let unknown = Disposition(isRetryable: true, mayHaveCommitted: true, spoilsConnection: true)
    private static let wrongServer = Disposition(isRetryable: true, spoilsConnection: true)

    /// By whole SQLSTATE first, then by its class.
    private static let bySQLState: [String: Disposition] = [
        "08": unknown,  // connection exceptions
        "08001": wrongServer,  // could not connect: nothing was sent
        "08004": wrongServer,  // the server refused the connection
        "08P01": Disposition(spoilsConnection: true),  // protocol violation
        "0A000": Disposition(),  // not supported
        "25006": wrongServer,  // read-only: a standby, or a primary that was demoted
        "25P03": wrongServer,  // ended while it sat idle in a transaction
        "25P04": wrongServer,  // transaction_timeout
        "26000": rolledBack,  // a pooler lost our prepared statement in the middle of a transaction
        "40": rolledBack,  // serialization failure, deadlock
        "40002": Disposition(),  // a constraint, checked at commit
        "40003": unknown,  // the statement's completion is unknown
        "53": rolledBack,  // out of memory, disk or connections
        "55006": rolledBack,  // object in use
        "55P03": rolledBack,  // lock_timeout or nowait
        "57014": rolledBack,  // statement_timeout, or cancelled by an operator
        "57P01": unknown,  // shutdown by an administrator: may strike while a commit waits for its standby
        "57P02": unknown,  // crash of the server
        "57P03": wrongServer,  // starting up or shutting down
        "57P04": Disposition(spoilsConnection: true),  // the database was dropped
        "57P05": wrongServer,  // idle_session_timeout
        "58030": rolledBack,  // input or output error
    ]

    private init(isRetryable: Bool = false, mayHaveCommitted: Bool = false, spoilsConnection: Bool = false) {
        self.isRetryable = isRetryable
        self.mayHaveCommitted = mayHaveCommitted
        self.spoilsConnection = spoilsConnection
    }

    init(code: PostgresError.Code, sqlState: String?) {
        switch code {
        case .connectionLost: self = Self.unknown
        case .connectionFailed: self = Self.wrongServer
        case .poolFull, .poolTimeout: self = Self.rolledBack
        case .cancelled, .transactionAborted, .poolClosed, .invalidValue, .invalidConfiguration: self.init()
        case .unexpectedAnswer: self = Self(spoilsConnection: true)
        case .server:
            let state = sqlState ?? ""
            self = Self.bySQLState[state] ?? Self.bySQLState[String(state.prefix(2))] ?? Self()
        }
    }
}
