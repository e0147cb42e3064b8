import ArgumentParser

/// The executable.
@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox-agents",
        abstract: "Agents to play against: they speak real AdCP, misbehave on request, and remember what they did.",
        subcommands: [SellerCommand.self, GovernanceCommand.self])
}
