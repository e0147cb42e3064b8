public import Logging
public import Postgres

/// The database that one test case has for itself; see the trait `.database`.
public struct TestDatabase: Sendable {
    @TaskLocal static var scoped: TestDatabase?

    struct OutOfScope: Error, CustomStringConvertible {
        let description = "this test has no database: give it, or its suite, the trait .database or .emptyDatabase"
    }

    /// The database of the test that runs.
    public static var current: TestDatabase {
        get throws {
            guard let scoped else { throw OutOfScope() }
            return scoped
        }
    }

    public let name: String
    /// Connects as the superuser of `DATABASE_URL`.
    public let dsn: String
    /// Connects as a role that is a member of `adcp_app` and may do nothing else.
    public let applicationDSN: String

    /// Runs a closure with a pool on the database.
    ///
    /// - Parameter isApplication: connect as the application does, and not as superuser.
    public nonisolated(nonsending) func withPool<Value: Sendable>(
        isApplication: Bool = true, size: Int = 8, logger: Logger = .silent, _ body: (Pool) async throws -> Value
    ) async throws -> Value {
        let configuration = try PostgresConfiguration(
            connectionString: isApplication ? self.applicationDSN : self.dsn, applicationName: "holdfast tests")
        return try await Pool.with(configuration, limits: PoolConfiguration(size: size), logger: logger, body)
    }

    // MARK: Making and dropping

    /// Makes a database, whole of Holdfast's schema or empty.
    static func make(hasSchema: Bool) async throws -> TestDatabase {
        let template = hasSchema ? try await SchemaTemplate.shared.ensure() : "template0"
        let number = UInt64.random(in: .min ... .max)
        let name = "holdfast_test_" + String(number, radix: 36)
        // The role is the database's alone and goes with it: nobody else can log in as it, and no run disturbs another.
        let password = String(UInt64.random(in: .min ... .max), radix: 36)
        try await TestServer.administer { connection in
            try connection.script("create role \(name) login password '\(password)'")
            if hasSchema { try connection.script("grant adcp_app to \(name)") }
            try connection.script("create database \(name) template \(template)")
        }
        return TestDatabase(
            name: name, dsn: try TestServer.dsn([("dbname", name)]),
            applicationDSN: try TestServer.dsn([("dbname", name), ("user", name), ("password", password)]))
    }

    func drop() async throws {
        try await TestServer.administer { connection in
            try connection.script("drop database if exists \(self.name) with (force)")
            try connection.script("drop role if exists \(self.name)")
        }
    }
}

extension Logger {
    /// Drops everything: for tests that do not look at logs.
    public static var silent: Logger {
        Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
    }
}
