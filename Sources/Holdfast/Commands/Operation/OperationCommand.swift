import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast operation …`.
struct OperationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operation", abstract: "Submit operations, see where they stand, wait for them, cancel them.",
        subcommands: [
            SubmitCommand.self, ListCommand.self, ShowCommand.self, WaitCommand.self, AnswerCommand.self,
            DecideCommand.self, CancelCommand.self,
        ])
}

/// Names one operation on the command line.
struct OperationArgument: ParsableArguments {
    @Argument(help: "Identifier of the operation.", transform: CommandWord.identifier) var id: UUID
}

/// Turns words of the command line into values.
enum CommandWord {
    static func identifier(_ text: String) throws -> UUID {
        guard let id = UUID(uuidString: text) else {
            throw ValidationError("“\(text)” is no identifier.")
        }
        return id
    }

    static func decision(_ text: String) throws -> CommitDecision.Word {
        guard let word = CommitDecision.Word(rawValue: text) else {
            throw ValidationError("“\(text)” is no decision: accept, decline or check_again.")
        }
        return word
    }

    static func webhookMode(_ text: String) throws -> WebhookRoute.Mode {
        guard let mode = WebhookRoute.Mode(rawValue: text) else {
            throw ValidationError("“\(text)” is no way to prove a webhook: rfc9421, hmac-sha256 or bearer.")
        }
        return mode
    }

    static func transport(_ text: String) throws -> AgentTransport {
        guard let transport = AgentTransport(rawValue: text) else {
            throw ValidationError("“\(text)” is no protocol that agents are spoken to in: mcp or a2a.")
        }
        return transport
    }

    static func mcpRevision(_ text: String) throws -> MCPRevision {
        guard let revision = MCPRevision(rawValue: text) else {
            throw ValidationError("“\(text)” is no revision of MCP to hold an agent to: 2025-06-18 or 2026-07-28.")
        }
        return revision
    }
}

/// An operation as people read it.
enum OperationText {
    static func show(_ text: String, json: Bool) throws {
        if json { return Output.line(text) }
        Output.members(of: try JSON(parsing: text))
    }
}
