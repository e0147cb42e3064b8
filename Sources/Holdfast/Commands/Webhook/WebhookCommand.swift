import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast webhook …`: what sellers told us.
struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Webhooks that came, and what became of them; whether they arrive at all.",
        subcommands: [List.self, Show.self, WebhookReplayCommand.self, WebhookTestCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List deliveries, newest first.")

        @OptionGroup var options: CommandOptions
        @Option(help: "Only those of this agent.") var agent: String?
        @Option(
            help:
                "Only those that came to this: moved, duplicate, stale, conflict, unmatched, mismatched, invalid, key_conflict, pending …"
        )
        var verdict: String?
        @Option(help: "Only those of this operation.", transform: CommandWord.identifier) var operation: UUID?
        @Option(help: "The page after this identifier.", transform: CommandWord.identifier) var before: UUID?
        @Option(help: "At most this many, 1 to 500.") var limit = 50

        func run() async throws {
            let filter = WebhookFilter(
                agent: self.agent, verdict: self.verdict, operation: self.operation, before: self.before,
                limit: self.limit)
            let page = try await self.options.run { try await $0.webhooks(tenant: $1, filter) }
            if self.options.json { return Output.line(page) }
            let document = try JSON(parsing: page)
            Output.table(
                ["DELIVERY", "AT (UTC)", "AGENT", "MODE", "SAYS", "VERDICT", "OPERATION"],
                (document["webhooks"]?.array ?? []).map { webhook in
                    [
                        Text.cell(webhook["id"]), Text.time(webhook["received_at"]), Text.cell(webhook["agent"]),
                        Text.cell(webhook["mode"]), Text.cell(webhook["outcome"]), Text.cell(webhook["verdict"]),
                        Text.cell(webhook["operation"] ?? webhook["claimed_operation"]),
                    ]
                })
            if let next = document["next"]?.string { Output.note("More: --before \(next)") }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one delivery with its body as it came.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Identifier of the delivery.", transform: CommandWord.identifier) var id: UUID

        func run() async throws {
            let id = self.id
            let document = try await self.options.run { try await $0.webhook(id, tenant: $1) }
            try OperationText.show(document, json: self.options.json)
        }
    }
}
