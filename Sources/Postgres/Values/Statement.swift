/// A statement with its parameters as `$1`, `$2` …, under a name of its own.
///
/// Each connection prepares it when it first meets the name. The casts in the text (`$1::jsonb`) give the parameters their types.
public struct Statement: Sendable, Hashable {
    /// Name of the prepared statement; empty for one that is never prepared.
    public let name: String
    public let sql: String

    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// A statement that is run too rarely to be worth preparing.
    public init(sql: String) {
        self.init(name: "", sql: sql)
    }
}
