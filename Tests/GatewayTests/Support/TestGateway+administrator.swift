import Postgres
import TestSupport

extension TestGateway {
    /// One row of what the administrator of the database sees.
    func row(_ sql: String) async throws -> [String?] {
        let rows = try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            try await pool.query(Statement(sql: sql))
        }
        return rows.count == 0 ? [] : (0..<rows.columnCount).map { rows.string(0, $0) }
    }

    /// Runs a script as the administrator of the database.
    func administer(_ script: String) async throws {
        let connection = try await Self.administrator()
        _ = try await connection.script(script)
        await connection.close()
    }

    static func administrator() async throws -> Connection {
        try await Connection.open(
            PostgresConfiguration(connectionString: TestDatabase.current.dsn, applicationName: "holdfast tests"))
    }

    /// What waits to be applied waits no longer.
    func passGrace() async throws {
        try await self.administer("update adcp.webhook_keys set due_at = now() where applied_at is null")
    }
}
