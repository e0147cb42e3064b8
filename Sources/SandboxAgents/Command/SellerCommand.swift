import ArgumentParser

/// `sandbox-agents seller`.
struct SellerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seller",
        abstract: "A seller over MCP at /mcp and A2A at /a2a.",
        discussion: """
            A request says how the seller behaves: by packages[0].product_id in create_media_buy, or by context.sandbox
            in any tool. Words are joined by +, a parameter follows a colon, such as approve:2+webhook-twice. N is a
            number of seconds or of calls; without it, seconds are those of --approval-seconds and calls are one.

            \(Vocabulary.help)

            Operator port, on the same server: GET /sandbox/state, GET /sandbox/record?after=N&wait=S,
            POST /sandbox/tasks/ID {"status":"completed"}, POST /sandbox/settings {"failure_rate":0.2}.
            """)

    @OptionGroup var options: SellerOptions
    @Flag(help: "Take commitments only with an approval of the sandbox's governance agent.") var governed = false

    func validate() throws {
        _ = try self.configuration
    }

    private var configuration: SellerConfiguration {
        get throws {
            var configuration = try self.options.configuration
            configuration.asksForApproval = self.governed
            return configuration
        }
    }

    func run() async throws {
        try await AgentProgram(configuration: try self.configuration, printsJSON: self.options.json, name: "seller")
            .run()
    }
}
