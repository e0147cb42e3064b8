public import Postgres

/// Holdfast's database: one Swift function per SQL function of `adcp_api`, and nothing else.
///
/// JSON goes through as text, both ways. Only the database's clock decides anything.
public struct Database: Sendable {
    let pool: Pool

    public init(pool: Pool) {
        self.pool = pool
    }

    func rows(_ statement: Statement, _ values: [PostgresValue]) async throws(DatabaseError) -> Rows {
        do {
            return try await self.pool.query(statement, values)
        } catch {
            throw DatabaseError(error)
        }
    }

    /// Runs a statement that answers with exactly one value.
    func value(_ statement: Statement, _ values: [PostgresValue]) async throws(DatabaseError) -> String {
        let rows = try await self.rows(statement, values)
        guard rows.count > 0, let value = rows.string(0, 0) else {
            throw DatabaseError(kind: .failed, message: "\(statement.name) gave no answer")
        }
        return value
    }
}
