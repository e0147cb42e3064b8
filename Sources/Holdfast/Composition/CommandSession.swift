import ArgumentParser
import Database
import Foundation
import Logging
import Postgres

/// What every command that speaks to the database takes.
struct CommandOptions: ParsableArguments {
    @Option(help: "Whose operations and agents; HOLDFAST_TENANT else, \"default\" else.")
    var tenant: String?

    @Flag(help: "Print JSON.")
    var json = false

    /// Opens the database, runs the body with the tenant, and says errors in a way that people can act on.
    func run<Value: Sendable>(
        _ body: @Sendable (_ database: Database, _ tenant: UUID) async throws -> Value
    ) async throws -> Value {
        let settings = Settings()
        let name = self.tenant ?? settings.tenant
        return try await CommandSession.run(settings) { database in
            try await body(database, database.findTenant(name))
        }
    }
}

/// One database connection for the time of a command.
enum CommandSession {
    static func run<Value: Sendable>(
        _ settings: Settings = Settings(), _ body: @Sendable (Database) async throws -> Value
    ) async throws -> Value {
        do {
            let configuration = try settings.database(applicationName: "holdfast command")
            var logger = Logger(label: "holdfast", factory: { StreamLogHandler.standardError(label: $0) })
            logger.logLevel = .error
            return try await Pool.with(configuration, limits: .init(size: 2), logger: logger) { pool in
                try await body(Database(pool: pool))
            }
        } catch {
            throw Self.explain(error)
        }
    }

    /// Says an error on standard error and leaves with the exit code that belongs to it.
    static func explain(_ error: any Error) -> any Error {
        switch error {
        case let error as DatabaseError:
            Output.note("holdfast: \(error.message)")
            if let hint = error.hint { Output.note(hint) }
            return error.kind == .unavailable ? ExitCode(75) : ExitCode.failure
        case is ExitCode, is ValidationError, is CleanExit:
            return error
        default:
            Output.note("holdfast: \(error)")
            return ExitCode.failure
        }
    }
}
