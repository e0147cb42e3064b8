/// Why a statement, a connection or a wait for one failed.
///
/// `description` is fit for logs: it has neither parameters nor the server's DETAIL, and no message that may quote a value.
public struct PostgresError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The server refused the statement; `sqlState` says why.
        case server
        /// No connection could be made.
        case connectionFailed
        /// The connection broke; whether an autocommitted statement took effect is unknown.
        case connectionLost
        /// The task that waited for the statement was cancelled, and the statement with it.
        case cancelled
        /// A transaction's closure returned normally although one of its statements had failed.
        case transactionAborted
        /// Too many tasks wait for a connection already.
        case poolFull
        /// No connection came free in time.
        case poolTimeout
        /// The pool is shutting down or has ended.
        case poolClosed
        /// A parameter cannot be sent, such as text with a NUL in it.
        case invalidValue
        /// The connection string cannot be read.
        case invalidConfiguration
        /// The server answered in a way that this driver does not serve, such as a COPY.
        case unexpectedAnswer
    }

    public let code: Code
    /// Five characters that class the error, where the server gave one (PostgreSQL, appendix A).
    public let sqlState: String?
    /// The server's primary message or ours; may quote what the caller sent.
    public let message: String
    /// More from the server; may quote rows. Never to be logged.
    public let detail: String?
    public let hint: String?
    /// Column that the server blames; our functions name the field of the input here.
    public let column: String?
    public let constraint: String?
    /// The server's own function that raised it, for errors that have no SQLSTATE of their own.
    let sourceFunction: String?
    /// True when the failed statement, or its transaction, may have taken effect all the same.
    public let mayHaveCommitted: Bool

    init(
        code: Code, sqlState: String? = nil, message: String, detail: String? = nil, hint: String? = nil,
        column: String? = nil, constraint: String? = nil, sourceFunction: String? = nil, mayHaveCommitted: Bool? = nil
    ) {
        self.code = code
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.column = column
        self.constraint = constraint
        self.sourceFunction = sourceFunction
        self.mayHaveCommitted =
            mayHaveCommitted ?? Disposition(code: code, sqlState: sqlState).mayHaveCommitted
    }

    /// Longest message that `description` shows, in characters.
    private static let shownLength = 300

    public var description: String {
        let state = self.sqlState.map { " \($0)" } ?? ""
        // Class 22, data exceptions, quotes the value at fault in its message.
        if let sqlState, sqlState.hasPrefix("22") { return "\(self.code.rawValue)\(state)" }
        let lines = self.message.prefix(Self.shownLength).split(whereSeparator: \.isNewline)
        return "\(self.code.rawValue)\(state): \(lines.joined(separator: " "))"
    }
}

extension PostgresError: CustomReflectable, CustomDebugStringConvertible {
    public var debugDescription: String { self.description }

    /// Keeps `dump` and string interpolation of containers as discreet as `description`.
    public var customMirror: Mirror { Mirror(self, children: ["description": self.description]) }
}

extension PostgresError {
    /// True when the same statement or transaction may succeed if it is run again. After a failure that
    /// `mayHaveCommitted`, run again only what is idempotent.
    public var isRetryable: Bool {
        self.isStalePlan || Disposition(code: self.code, sqlState: self.sqlState).isRetryable
    }

    /// True when the connection that gave the error is of no more use.
    var spoilsConnection: Bool { Disposition(code: self.code, sqlState: self.sqlState).spoilsConnection }

    /// The same error of a transaction that certainly was not committed.
    func withoutCommit() -> PostgresError {
        self.copy(code: self.code, mayHaveCommitted: false)
    }

    /// The same error, met because the waiting task was cancelled.
    func asCancellation() -> PostgresError {
        self.copy(code: .cancelled, mayHaveCommitted: false)
    }

    private func copy(code: Code, mayHaveCommitted: Bool) -> PostgresError {
        PostgresError(
            code: code, sqlState: self.sqlState, message: self.message, detail: self.detail, hint: self.hint,
            column: self.column, constraint: self.constraint, sourceFunction: self.sourceFunction,
            mayHaveCommitted: mayHaveCommitted)
    }

    static func containsNUL() -> PostgresError {
        PostgresError(code: .invalidValue, message: "text for the database must not contain the character U+0000")
    }

    static func cancelledBeforeStart() -> PostgresError {
        PostgresError(code: .cancelled, message: "the task was cancelled before the statement was sent")
    }
}
