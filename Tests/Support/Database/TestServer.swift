import Foundation
public import Postgres

/// The PostgreSQL that tests make their databases on, named by `DATABASE_URL`. Its role must be a superuser.
public enum TestServer {
    struct Missing: Error, CustomStringConvertible {
        let description =
            "DATABASE_URL is not set: name a PostgreSQL that tests may make databases on, or use make test"
    }

    static func dsn() throws -> String {
        guard let dsn = ProcessInfo.processInfo.environment["DATABASE_URL"], !dsn.isEmpty else { throw Missing() }
        return dsn
    }

    /// The server's DSN with some parameters replaced: libpq takes the last of those given twice.
    static func dsn(_ parameters: [(name: String, value: String)]) throws -> String {
        let dsn = try Self.dsn()
        let pairs = parameters.map { "\($0.name)=\($0.value)" }
        guard dsn.contains("://") else { return ([dsn] + pairs).joined(separator: " ") }
        return dsn + (dsn.contains("?") ? "&" : "?") + pairs.joined(separator: "&")
    }

    /// Runs a closure on a session of its own, without time limits: making a database may take a while.
    @discardableResult
    public static func administer<Value: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        let connection = try await Connection.open(
            PostgresConfiguration(
                connectionString: Self.dsn(), applicationName: "holdfast tests",
                timeouts: SessionTimeouts(statement: nil, lock: nil, idleInTransaction: nil)))
        do {
            let value = try await connection.perform(body)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }
}
