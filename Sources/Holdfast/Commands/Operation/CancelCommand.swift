import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast operation cancel`.
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract:
            "Cancel an operation: at once while nothing was sent, else as a wish, for AdCP has no way to cancel a task."
    )

    @OptionGroup var options: CommandOptions
    @OptionGroup var operation: OperationArgument
    @Option(help: "Why, for those who read the history.") var reason: String?

    func run() async throws {
        let (id, reason) = (self.operation.id, self.reason)
        let cancellation = try await self.options.run { database, tenant in
            try await database.cancel(OperationID(tenant: tenant, id: id), reason: reason)
        }
        let document: JSON = [
            "id": .string(id.uuidString.lowercased()),
            "outcome": .string(cancellation.isCanceled ? "canceled" : "requested"),
            "state": .string(cancellation.state), "version": JSON(cancellation.version),
        ]
        if self.options.json { return Output.line(document.text) }
        Output.line(
            cancellation.isCanceled
                ? "Canceled before it was sent."
                : "It was sent already (\(cancellation.state)); the wish is recorded and the seller decides.")
    }
}
