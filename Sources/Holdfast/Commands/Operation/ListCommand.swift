import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast operation list`.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List operations, newest first.")

    @OptionGroup var options: CommandOptions
    @Option(help: "Only those in this state; may be given several times.") var state: [String] = []
    @Option(help: "Only those of this agent.") var agent: String?
    @Option(help: "Only those of this AdCP task.") var task: String?
    @Flag(help: "Only those that need a person.") var attention = false
    @Option(help: "The page after this identifier.", transform: CommandWord.identifier) var before: UUID?
    @Option(help: "At most this many, 1 to 500.") var limit = 50

    func run() async throws {
        let filter = OperationFilter(
            states: self.state.isEmpty ? nil : self.state, agent: self.agent, task: self.task,
            attention: self.attention ? true : nil, before: self.before, limit: self.limit)
        let page = try await self.options.run { try await $0.operations(tenant: $1, filter) }
        if self.options.json { return Output.line(page) }
        let document = try JSON(parsing: page)
        Output.table(
            ["OPERATION", "AGENT", "TASK", "STATE", "SINCE (UTC)", "NEXT", "ATTENTION"],
            (document["operations"]?.array ?? []).map { operation in
                [
                    Text.cell(operation["id"]), Text.cell(operation["agent"]), Text.cell(operation["task_type"]),
                    Text.cell(operation["state"]), Text.time(operation["updated_at"]),
                    [Text.cell(operation["next_step"]?["step"]), Text.time(operation["next_step"]?["due_at"])]
                        .filter { !$0.isEmpty }.joined(separator: " "),
                    Text.cell(operation["attention"]),
                ]
            })
        if let next = document["next"]?.string { Output.note("More: --before \(next)") }
    }
}
