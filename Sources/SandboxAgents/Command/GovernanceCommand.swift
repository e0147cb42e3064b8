import ArgumentParser

/// `sandbox-agents governance`.
struct GovernanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "governance",
        abstract: "A governance agent over MCP.",
        discussion: """
            It approves what fits the budget of a synced plan. A plan's ext says otherwise: verdict (denied), limit (more is
            approved under conditions), advisory (conditions name no value), ttl_seconds (of approvals), and in sandbox and
            sandbox_outcome words as for the seller, such as approve:2 for a person's review or error-503:3.
            """)

    @OptionGroup var options: SellerOptions

    func validate() throws {
        _ = try self.options.configuration
    }

    func run() async throws {
        var configuration = try self.options.configuration
        configuration.role = .governance
        try await AgentProgram(
            configuration: configuration, printsJSON: self.options.json, name: "governance agent"
        ).run()
    }
}
