/// Limits that the server keeps for a session, so that no statement and no lock lasts for ever.
///
/// A nil leaves the server's own setting. Where all are nil, no `options` are sent at all, which some poolers insist on.
public struct SessionTimeouts: Sendable, Hashable {
    /// Longest run of one statement (`statement_timeout`).
    public var statement: Duration?
    /// Longest wait for a lock (`lock_timeout`).
    public var lock: Duration?
    /// Longest pause inside a transaction (`idle_in_transaction_session_timeout`).
    public var idleInTransaction: Duration?

    public init(
        statement: Duration? = .seconds(5), lock: Duration? = .seconds(2), idleInTransaction: Duration? = .seconds(10)
    ) {
        self.statement = statement
        self.lock = lock
        self.idleInTransaction = idleInTransaction
    }

    /// The limits as command-line options for the server process.
    var options: String {
        [
            ("statement_timeout", self.statement), ("lock_timeout", self.lock),
            ("idle_in_transaction_session_timeout", self.idleInTransaction),
        ].compactMap { name, limit in limit.map { "-c \(name)=\($0.milliseconds)" } }.joined(separator: " ")
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, so that a short limit does not become 0, which would mean none.
    var milliseconds: Int {
        let (seconds, attoseconds) = self.components
        return Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
