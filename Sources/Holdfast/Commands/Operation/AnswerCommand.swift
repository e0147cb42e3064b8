import AdCP
import ArgumentParser
import Database
import Foundation
import Orchestrator

/// `holdfast operation answer`.
struct AnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Answer what an operation's seller asks. It is stored first, and sent once.",
        discussion: "See operation show for the question, and whether its seller's transport can take an answer.")

    @OptionGroup var options: CommandOptions
    @OptionGroup var operation: OperationArgument
    @Option(help: "Members that change or complete the request: a JSON object, or @FILE; {} to go on as it is.")
    var input = "{}"
    @Option(help: "Which question; the open one else. The number after the newest keeps an answer for the next.")
    var generation: Int?

    func run() async throws {
        let (id, input, chosen) = (self.operation.id, try JSONArgument.text(self.input), self.generation)
        let (generation, progress) = try await self.options.run { database, tenant in
            let operation = OperationID(tenant: tenant, id: id)
            let open = try Self.generation(of: JSON(parsing: await database.operation(operation)))
            guard let generation = chosen ?? open else {
                throw ValidationError("The operation asks nothing. --generation keeps an answer for what it may ask.")
            }
            let token = AnswerToken.make()
            if generation == open {
                _ = try await database.openQuestion(of: operation, tokenHash: token.hash)
            }
            let progress = try await database.answer(
                operation, generation: generation, answer: input, tokenHash: token.hash)
            return (generation, progress)
        }
        if self.options.json {
            let document: JSON = ["generation": JSON(generation), "state": .string(progress.rawValue)]
            return Output.line(document.text)
        }
        Output.line(
            progress == .early ? "Kept until it is asked." : "Stored; it is sent as soon as an instance takes it.")
    }

    /// The open question; nil where none is.
    private static func generation(of document: JSON) -> Int? {
        guard let question = document["question"], question["state"]?.string == "open" else { return nil }
        return question["generation"]?.int
    }
}
