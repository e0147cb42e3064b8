import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast reconcile …`: what agents list, beside what we believe.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Compare what agents list of our tasks with what we believe.",
        subcommands: [Run.self, List.self, Show.self, Adopt.self, AdoptOrphans.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin to compare with an agent; the running instances do it.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var agent: String

        func run() async throws {
            let agent = self.agent
            try ReconciliationText.list(
                try await self.options.run { try await $0.reconcile(agent: agent, tenant: $1) }, json: self.options.json
            )
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List comparisons, latest first.")

        @OptionGroup var options: CommandOptions
        @Option(help: "Only those with this agent.") var agent: String?
        @Option(help: "At most this many, 1 to 500.") var limit = 100

        func run() async throws {
            let (agent, limit) = (self.agent, self.limit)
            try ReconciliationText.list(
                try await self.options.run {
                    try await $0.reconciliations(ofAgent: agent, limit: limit, tenant: $1)
                }, json: self.options.json)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one comparison with all that differs.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Identifier of the comparison.", transform: CommandWord.identifier) var id: UUID

        func run() async throws {
            let id = self.id
            let document = try await self.options.run { try await $0.reconciliation(id, tenant: $1) }
            if self.options.json { return Output.line(document) }
            try ReconciliationText.list(#"{"reconciliations":[\#(document)]}"#, json: false)
            Output.table(
                ["FINDING", "KIND", "TASK", "TYPE", "OPERATION", "BUY", "HERE", "THERE", "ACTION"],
                (try JSON(parsing: document)["findings"]?.array ?? []).map { finding in
                    [
                        "id", "kind", "task_id", "task_type", "operation", "media_buy_id", "our_state", "their_state",
                        "action",
                    ]
                    .map { Text.cell(finding[$0]) }
                })
        }
    }

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that an orphaned task is ours: an operation follows it from now on.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Identifier of the finding.", transform: CommandWord.identifier) var finding: UUID
        @Option(help: "Why; written down with your name.") var reason: String?

        func run() async throws {
            let (finding, reason) = (self.finding, self.reason)
            let document = try await self.options.run { database, tenant in
                try await database.operation(
                    database.adoptOrphan(finding, tenant: tenant, actor: CommandActor.name, reason: reason))
            }
            try OperationText.show(document, json: self.options.json)
        }
    }

    struct AdoptOrphans: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "adopt-orphans",
            abstract: "Say that an agent's credential is ours alone: tasks that it lists and we do not know are ours.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var agent: String
        @Flag(help: "It is not, any more: orphans are listed for a person.") var off = false
        @Option(help: "Why; written down with your name.") var reason: String?

        func run() async throws {
            let (agent, adopts, reason) = (self.agent, !self.off, self.reason)
            let document = try await self.options.run {
                try await $0.setOrphanAdoption(
                    adopts, ofAgent: agent, tenant: $1, actor: CommandActor.name, reason: reason)
            }
            try OperationText.show(document, json: self.options.json)
        }
    }
}

/// Comparisons as people read them.
enum ReconciliationText {
    static func list(_ document: String, json: Bool) throws {
        if json { return Output.line(document) }
        Output.table(
            ["RECONCILIATION", "STARTED (UTC)", "AGENT", "ACCOUNT", "CAUSE", "OUTCOME", "LISTED", "DIFFERENCES"],
            (try JSON(parsing: document)["reconciliations"]?.array ?? []).map { run in
                [
                    Text.cell(run["id"]), Text.time(run["started_at"]), Text.cell(run["agent"]),
                    Text.cell(run["account"]), Text.cell(run["cause"]), Text.cell(run["outcome"]),
                    Text.cell(run["listed"]), Text.cell(run["differences"]),
                ]
            })
    }
}
