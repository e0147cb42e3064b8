public import Postgres

/// Brings a database's schema to the one that this program was built with. Its role must be able to become `adcp_owner`.
public struct Migrator: Sendable {
    private let configuration: PostgresConfiguration

    public init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
    }

    /// What `migrate` would run, as SQL for psql; empty when there is nothing to do.
    public func plan() async throws -> String {
        try await self.onConnection { connection in
            try MigrationStep.steps(for: Self.status(on: connection)).map { "-- \($0.title)\n\($0.script)" }.joined()
        }
    }

    /// Applies what is missing, and says what that was. Programs that try at once wait for each other.
    ///
    /// A file that fails is rolled back whole and those before it stay: run it again after the cause is gone.
    ///
    /// - Throws: `MigrationRefusal` when it is not for this program to do; else `DatabaseError`.
    public func migrate() async throws -> [String] {
        try await self.onConnection { connection in
            // Held by the session, so it ends with the connection whatever happens to us.
            try connection.script(
                """
                set statement_timeout = 0;
                set lock_timeout = 0;
                select pg_advisory_lock(hashtextextended('adcp.migrate', 0))
                """)
            let steps = try MigrationStep.steps(for: Self.status(on: connection))
            for step in steps {
                try connection.script(step.script)
            }
            return steps.map(\.title)
        }
    }

    private func onConnection<Value: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        do {
            let connection = try await Connection.open(self.configuration)
            let value = try await connection.perform(body)
            await connection.close()
            return value
        } catch let error as PostgresError {
            throw DatabaseError(error)
        }
    }

    private static func status(on connection: isolated Connection) throws(PostgresError) -> SchemaStatus {
        do {
            return Ledger.status(
                migrations: try connection.query(Ledger.appliedMigrations),
                objects: try connection.query(Ledger.appliedObjects))
        } catch  where DatabaseError(error).isMissingObject {
            return Ledger.nothing
        }
    }
}
