import AdCP
import ArgumentParser
import Database
import Orchestrator

/// `holdfast webhook test`.
struct WebhookTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Call this deployment's public address as an agent would, to see whether webhooks arrive.",
        discussion: "Leaves with 0 when the webhook was taken, with 1 else.")

    @OptionGroup var options: CommandOptions
    @Argument(help: "Name of the agent.") var agent: String

    func run() async throws {
        let agent = self.agent
        let outcome = try await self.options.run { database, tenant in
            let settings = Settings()
            let key = try SecretSource().webhookKeys(settings.webhookKeys).first
            return try await AgentCalls.with(settings) { calls in
                try await WebhookTrial(database: database, poster: calls.webhooks) { tenant, route in
                    key.map { WebhookSecret(deploymentKey: $0, tenant: tenant, route: route) }
                }.run(agent: agent, tenant: tenant)
            }
        }
        guard let outcome else {
            Output.note("holdfast: the agent is not asked to call back; give it a --webhook mode first")
            throw ExitCode.failure
        }
        try OperationText.show(outcome.json.text, json: self.options.json)
        if !outcome.isGood { throw ExitCode.failure }
    }
}
