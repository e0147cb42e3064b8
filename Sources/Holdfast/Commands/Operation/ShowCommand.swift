import AdCP
import ArgumentParser
import Database

/// `holdfast operation show`.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one operation with its request, its result and its history.")

    @OptionGroup var options: CommandOptions
    @OptionGroup var operation: OperationArgument

    func run() async throws {
        let id = self.operation.id
        let (document, events) = try await self.options.run { database, tenant in
            let operation = OperationID(tenant: tenant, id: id)
            return (try await database.operation(operation), try await database.events(of: operation))
        }
        if self.options.json {
            let history = events.map(\.document).joined(separator: ",")
            return Output.line("{\"operation\":\(document),\"events\":[\(history)]}")
        }
        Output.members(of: try JSON(parsing: document))
        Output.line("")
        Output.table(
            ["AT (UTC)", "WHAT", "FROM", "STATE", "CHANNEL", "REASON"],
            try events.map { event in
                let line = try JSON(parsing: event.document)
                return [
                    Text.time(line["at"]), Text.cell(line["kind"]), Text.cell(line["from"]), Text.cell(line["state"]),
                    Text.cell(line["channel"]), Text.cell(line["reason"]),
                ]
            })
    }
}
