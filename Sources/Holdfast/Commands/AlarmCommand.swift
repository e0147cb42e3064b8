import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast alarm …`: what a person should know of agents.
struct AlarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarm", abstract: "What a person should look at, of agents and their keys.",
        subcommands: [List.self, Acknowledge.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List alarms that nobody acknowledged, latest first.")

        @OptionGroup var options: CommandOptions
        @Option(help: "Only those about this agent.") var agent: String?
        @Option(help: "Only those of this kind: jwks_uri_changed, revocation_list_stale, signing_key_new …")
        var kind: String?
        @Flag(help: "Those that were acknowledged as well.") var all = false
        @Option(help: "At most this many, 1 to 500.") var limit = 100

        func run() async throws {
            let filter = AlarmFilter(
                agent: self.agent, kind: self.kind, isAcknowledged: self.all ? nil : false, limit: self.limit)
            let list = try await self.options.run { try await $0.alarms(tenant: $1, filter) }
            if self.options.json { return Output.line(list) }
            Output.table(
                ["ALARM", "LAST (UTC)", "TIMES", "AGENT", "KIND", "SUBJECT", "DETAIL"],
                (try JSON(parsing: list)["alarms"]?.array ?? []).map { alarm in
                    [
                        Text.cell(alarm["id"]), Text.time(alarm["last_at"]), Text.cell(alarm["times"]),
                        Text.cell(alarm["agent"]), Text.cell(alarm["kind"]), Text.cell(alarm["subject"]),
                        Text.cell(alarm["detail"]),
                    ]
                })
        }
    }

    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take note of an alarm: it is listed no more until it is raised again.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Identifier of the alarm.", transform: CommandWord.identifier) var id: UUID

        func run() async throws {
            let id = self.id
            try await self.options.run { try await $0.acknowledgeAlarm(id, tenant: $1) }
            let document: JSON = ["id": .string(id.uuidString.lowercased()), "acknowledged": true]
            Output.line(self.options.json ? document.text : "Acknowledged.")
        }
    }
}
