import ArgumentParser

/// The program: `holdfast --help`.
@main
struct HoldfastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdfast",
        abstract: "Durable orchestrator for the Ad Context Protocol, on PostgreSQL.",
        discussion: """
            DATABASE_URL names the database. Other settings are environment variables named HOLDFAST_…; README.md lists them.
            Commands other than serve and work speak to the database directly, so they work while no server runs.

            EXIT CODES
              0   done
              1   refused or failed; the message says why
              3   operation wait: settled, but not completed
              4   operation wait: not settled in time
              64  the command line is wrong
              75  the database cannot be reached; try again
            """,
        version: Release.version,
        subcommands: [
            ServeCommand.self, WorkCommand.self, OperationCommand.self, CampaignCommand.self, AgentCommand.self,
            WebhookCommand.self, AlarmCommand.self, ReconcileCommand.self, RestoreCommand.self, SigningKeyCommand.self,
            TenantCommand.self,
            DatabaseCommand.self,
        ])
}

/// What this build calls itself.
enum Release {
    static let version = "0.1.0"
}
