import Postgres

extension Pool {
    /// Process of the server that answers.
    func processID() async throws -> Int {
        try await self.query(Statement(sql: "select pg_backend_pid()")).int(0, 0) ?? 0
    }

    func int(_ sql: String, _ values: [PostgresValue] = []) async throws -> Int {
        try await self.query(Statement(sql: sql), values).int(0, 0) ?? 0
    }

    /// How many sessions of this database run what matches a pattern.
    func sessions(running pattern: String) async throws -> Int {
        try await self.int(
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and state = 'active' and pid <> pg_backend_pid() and query like $1
            """, [.text(pattern)])
    }

    func terminate(_ processID: Int) async throws {
        try await self.query(Statement(sql: "select pg_terminate_backend($1::integer)"), [.int(processID)])
    }
}
