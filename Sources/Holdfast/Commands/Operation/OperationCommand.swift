import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast operation …`.
struct OperationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operation", abstract: "Submit operations, see where they stand, wait for them, cancel them.",
        subcommands: [
            SubmitCommand.self, ListCommand.self, ShowCommand.self, WaitCommand.self, CancelCommand.self,
        ])
}

/// Names one operation on the command line.
struct OperationArgument: ParsableArguments {
    @Argument(help: "Identifier of the operation.") var id: UUID
}

extension UUID: @retroactive ExpressibleByArgument {
    public init?(argument: String) { self.init(uuidString: argument) }
}

/// An operation as people read it.
enum OperationText {
    static func show(_ text: String, json: Bool) throws {
        if json { return Output.line(text) }
        Output.members(of: try JSON(parsing: text))
    }
}
