import AdCP
import Foundation
import TestSupport

/// One run of a command of the built program, to its end.
struct CommandRun {
    let status: Int32
    let output: String
    let errors: String

    /// Standard output as JSON; null where it is none.
    var json: JSON { (try? JSON(parsing: self.output)) ?? .null }

    init(_ arguments: [String], environment: [String: String]) async throws {
        let process = try ChildProcess(BuiltProgram.holdfast.url, arguments, environment: environment)
        var lines: [String] = []
        for await line in process.lines { lines.append(line) }
        self.status = await process.waitForExit()
        self.output = lines.joined(separator: "\n")
        self.errors = process.errorText
    }
}

/// The command line on the database of a test, as the tenant `buyer`.
struct CommandPrompt: Sendable {
    let environment: [String: String]

    init(database: String, environment: [String: String] = [:]) {
        self.environment = [
            "DATABASE_URL": database, "HOLDFAST_TENANT": "buyer", "HOLDFAST_DEVELOPMENT": "true",
            "HOLDFAST_LOG_LEVEL": "error",
        ].merging(environment) { _, given in given }
    }

    func run(_ arguments: String...) async throws -> CommandRun {
        try await CommandRun(arguments, environment: self.environment)
    }

    /// Starts a command without waiting for its end.
    func start(_ arguments: String...) throws -> ChildProcess {
        try ChildProcess(BuiltProgram.holdfast.url, arguments, environment: self.environment)
    }
}
