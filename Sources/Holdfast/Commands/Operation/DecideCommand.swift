import ArgumentParser
import Database

/// `holdfast operation decide`.
struct DecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Decide about a commitment that governance holds.",
        discussion: """
            Asked for where attention begins with governance_. accept applies the conditions, or takes the request that is given,
            and asks governance again; decline buys nothing; check_again asks the same once more.
            """)

    @OptionGroup var options: CommandOptions
    @OptionGroup var operation: OperationArgument
    @Argument(help: "accept, decline or check_again.", transform: CommandWord.decision)
    var decision: CommitDecision.Word
    @Option(help: "Who decides, for the record.") var by: String
    @Option(help: "With accept: the request as it shall be, a JSON object, @FILE, or - for standard input.")
    var request: String?

    func run() async throws {
        let id = self.operation.id
        let decision = CommitDecision(self.decision, by: self.by, request: try self.request.map(JSONArgument.text))
        let document = try await self.options.run { database, tenant in
            try await database.decide(decision, of: OperationID(tenant: tenant, id: id))
        }
        try OperationText.show(document, json: self.options.json)
    }
}
