import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast webhook replay`.
struct WebhookReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Apply a delivery once more, as it was kept. What was applied before changes nothing.")

    @OptionGroup var options: CommandOptions
    @Argument(help: "Identifier of the delivery.", transform: CommandWord.identifier) var id: UUID

    func run() async throws {
        let id = self.id
        let document = try await self.options.run { database, tenant in
            let document = try await database.replayWebhook(id, tenant: tenant)
            if let operation = try JSON(parsing: document)["operation"]?.string.flatMap(UUID.init(uuidString:)) {
                // For those who wait on instances that run.
                try await database.announce(operations: [operation], work: true)
            }
            return document
        }
        try OperationText.show(document, json: self.options.json)
    }
}
