import AdCP
import ArgumentParser
import Database

/// `holdfast agent …`.
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "The sellers' agents that a tenant trades with.",
        subcommands: [
            AddCommand.self, ListCommand.self, ShowCommand.self, TestCommand.self, KeysCommand.self,
            RevokeKeyCommand.self, PauseCommand.self, ResumeCommand.self, LimitCommand.self, HearChangesCommand.self,
        ])

    struct AddCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Add an agent, or change the one of that name.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Short name.") var name: String
        @Argument(help: "Where it is reached: its MCP endpoint, or the address that its A2A agent card belongs to.")
        var url: String
        @Option(
            name: .customLong("protocol"), help: "How it is spoken to: mcp or a2a.", transform: CommandWord.transport)
        var transport = AgentTransport.mcp
        @Option(
            help:
                "Hold it to a revision of MCP: 2025-06-18, which opens sessions, or 2026-07-28, which has none. Without it, it is asked.",
            transform: CommandWord.mcpRevision)
        var mcpRevision: MCPRevision?
        @Option(
            help:
                "Where its bearer token is found: env:NAME or file:/path, looked up by every instance. Never the token itself."
        )
        var credential: String?
        @Option(
            help: "Ask it to call back, and how it proves itself: rfc9421 (see agent keys), hmac-sha256 or bearer.",
            transform: CommandWord.webhookMode)
        var webhook: WebhookRoute.Mode?

        func run() async throws {
            let (name, url, credential, webhook) = (self.name, self.url, self.credential, self.webhook)
            let (transport, revision) = (self.transport.rawValue, self.mcpRevision?.rawValue)
            let publicURL = Settings().publicURL
            let document = try await self.options.run { database, tenant in
                _ = try await database.putAgent(
                    AgentDescription(
                        name: name, url: url, transport: transport, mcpRevision: revision, credential: credential,
                        webhookMode: webhook, publicURL: publicURL), tenant: tenant)
                return try await database.agent(named: name, tenant: tenant)
            }
            try OperationText.show(document, json: self.options.json)
        }
    }

    struct ListCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List agents.")

        @OptionGroup var options: CommandOptions

        func run() async throws {
            let text = try await self.options.run { try await $0.agents(tenant: $1) }
            if self.options.json { return Output.line(text) }
            Output.table(
                ["AGENT", "URL", "PROTOCOL", "ADCP", "BREAKER", "WEBHOOK"],
                (try JSON(parsing: text)["agents"]?.array ?? []).map { agent in
                    [
                        Text.cell(agent["name"]), Text.cell(agent["url"]), Text.cell(agent["protocol"]),
                        Text.cell(agent["adcp_version"]),
                        Text.cell(agent["breaker"]?["state"]), agent["webhook_url"] == nil ? "" : "yes",
                    ]
                })
        }
    }

    struct ShowCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one agent.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var name: String

        func run() async throws {
            let name = self.name
            let document = try await self.options.run { try await $0.agent(named: name, tenant: $1) }
            try OperationText.show(document, json: self.options.json)
        }
    }
}
