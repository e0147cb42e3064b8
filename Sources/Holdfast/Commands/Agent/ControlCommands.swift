import ArgumentParser
import Database

extension AgentCommand {
    /// `holdfast agent pause`.
    struct PauseCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract:
                "Hold back everything for an agent, on all instances. Webhooks are taken and deadlines pass as ever.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var name: String
        @Option(help: "Why; written down with your name.") var reason: String?

        func run() async throws {
            let (name, reason) = (self.name, self.reason)
            let document = try await self.options.run {
                try await $0.pauseAgent(named: name, tenant: $1, actor: CommandActor.name, reason: reason)
            }
            try OperationText.show(document, json: self.options.json)
        }
    }

    /// `holdfast agent resume`.
    struct ResumeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume", abstract: "Let the work of a paused agent go on.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var name: String
        @Option(help: "Why; written down with your name.") var reason: String?

        func run() async throws {
            let (name, reason) = (self.name, self.reason)
            let document = try await self.options.run {
                try await $0.resumeAgent(named: name, tenant: $1, actor: CommandActor.name, reason: reason)
            }
            try OperationText.show(document, json: self.options.json)
        }
    }

    /// `holdfast agent hear-changes`.
    struct HearChangesCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hear-changes",
            abstract: "Have an agent tell when what it can changes (AdCP 3.2, signed webhooks).",
            discussion: "This replaces whatever list of subscribers the agent holds for the credential.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var name: String
        @Flag(help: "Ask it no more; what it was asked for stays with it.") var off = false
        @Option(help: "Why; written down with your name.") var reason: String?

        func run() async throws {
            let (name, hears, reason) = (self.name, !self.off, self.reason)
            let document = try await self.options.run {
                try await $0.setChangeNotices(
                    hears, ofAgent: name, tenant: $1, actor: CommandActor.name, reason: reason)
            }
            try OperationText.show(document, json: self.options.json)
        }
    }

    /// `holdfast agent limit`.
    struct LimitCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "limit", abstract: "Set how much of an agent may be under way and how fast it is called.",
            discussion:
                "Over all instances together, from their next claim on. Without an option there is no limit any more.")

        @OptionGroup var options: CommandOptions
        @Argument(help: "Name of the agent.") var name: String
        @Option(help: "Steps that may be under way at once, 1 to 1000.") var inFlight: Int?
        @Option(help: "Steps a second in the long run, 0.001 to 10000.") var perSecond: Double?
        @Option(help: "Steps that may go out at once after a quiet while; a second's worth else.") var burst: Int?
        @Option(help: "Why; written down with your name.") var reason: String?

        func run() async throws {
            let (name, reason) = (self.name, self.reason)
            let limits = AgentLimits(mostInFlight: self.inFlight, perSecond: self.perSecond, burst: self.burst)
            let document = try await self.options.run {
                try await $0.limitAgent(named: name, limits, tenant: $1, actor: CommandActor.name, reason: reason)
            }
            try OperationText.show(document, json: self.options.json)
        }
    }
}
