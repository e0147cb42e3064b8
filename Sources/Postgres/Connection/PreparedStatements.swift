/// Which statements a session has prepared, and under which names the server knows them.
struct PreparedStatements {
    private struct Entry {
        let sql: String
        let serverName: String
    }

    private var entries: [String: Entry] = [:]
    private var made = 0

    /// The server's name of a statement; nil when it is not prepared.
    func serverName(of statement: Statement) -> String? {
        guard let entry = self.entries[statement.name], entry.sql == statement.sql else { return nil }
        return entry.serverName
    }

    /// Chooses a name for the server. It is never used twice in a session, so nothing has to be deallocated, which a
    /// failed transaction would refuse.
    mutating func newServerName(for statement: Statement) -> String {
        self.made += 1
        return "\(statement.name).\(self.made)"
    }

    mutating func add(_ statement: Statement, serverName: String) {
        self.entries[statement.name] = Entry(sql: statement.sql, serverName: serverName)
    }

    mutating func forget(_ statement: Statement) {
        self.entries[statement.name] = nil
    }

    mutating func forgetAll() {
        self.entries.removeAll()
    }
}

extension Handle {
    /// Runs a statement, prepared on its first use. Prepares it again when the server has forgotten it or its tables have changed.
    func execute(
        _ statement: Statement, _ values: ParameterText, _ prepared: inout PreparedStatements
    ) throws(PostgresError) -> Rows {
        do {
            return try self.executePrepared(statement, values, &prepared)
        } catch {
            if error.isForgottenStatement {
                prepared.forgetAll()
            } else if error.isStalePlan {
                prepared.forget(statement)
            } else {
                throw error
            }
            // Inside a transaction the failure has spoilt the whole of it: only its owner can run that again.
            guard self.isReady else { throw error }
            return try self.executePrepared(statement, values, &prepared)
        }
    }

    private func executePrepared(
        _ statement: Statement, _ values: ParameterText, _ prepared: inout PreparedStatements
    ) throws(PostgresError) -> Rows {
        if let name = prepared.serverName(of: statement) { return try self.execute(prepared: name, values) }
        let name = prepared.newServerName(for: statement)
        try self.prepare(name, statement.sql)
        prepared.add(statement, serverName: name)
        return try self.execute(prepared: name, values)
    }
}
