import AdCP
import ArgumentParser
import Database
import Logging
import Orchestrator
import Postgres

/// `holdfast operation wait`.
struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until an operation is settled, or its deadline passes, and show it.",
        discussion:
            "Servers and the database may restart meanwhile. Exits with 0 when it was completed, 3 when it ended otherwise, 4 when the time ran out."
    )

    @OptionGroup var options: CommandOptions
    @OptionGroup var operation: OperationArgument
    @Option(help: "How long at most: 90s, 30m, 48h, 2d.") var timeout: Wait?

    func run() async throws {
        let (id, limit) = (self.operation.id, self.timeout.map { Duration.seconds($0.seconds) } ?? .seconds(48 * 3_600))
        let listening = try Settings().listening(applicationName: "holdfast wait")
        let (document, version) = try await self.options.run { database, tenant in
            let operation = OperationID(tenant: tenant, id: id)
            // Fails for an operation that does not exist, before any waiting.
            _ = try await database.operation(operation)
            let version = try await Self.wait(for: operation, atMost: limit, database, listening)
            return (try await database.operation(operation), version)
        }
        try OperationText.show(document, json: self.options.json)
        guard let version, version.isSettled || version.state == OperationState.timedOut.rawValue else {
            throw ExitCode(4)
        }
        if version.state != OperationState.completed.rawValue { throw ExitCode(3) }
    }

    /// Listens while it waits; what is not heard is seen on the next look.
    private static func wait(
        for operation: OperationID, atMost limit: Duration, _ database: Database, _ listening: PostgresConfiguration
    ) async throws -> OperationVersion? {
        let signals = ChangeSignals()
        let notifier = Notifier(
            listening: listening, database: database, signals: signals,
            logger: Logger(label: "holdfast.wait") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await notifier.run() }
            defer { group.cancelAll() }
            return try await OperationWaiter(database: database, signals: signals)
                .wait(for: .closed, of: operation, atMost: limit)
        }
    }
}
