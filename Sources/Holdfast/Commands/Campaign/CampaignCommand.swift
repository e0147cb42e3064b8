import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast campaign …`.
struct CampaignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaign",
        abstract: "Buy from several sellers under one plan, see what became of each buy, cancel them.",
        subcommands: [
            CampaignCreateCommand.self, CampaignListCommand.self, CampaignShowCommand.self, CampaignCancelCommand.self,
        ])
}

/// Names one campaign on the command line.
struct CampaignArgument: ParsableArguments {
    @Argument(help: "Identifier of the campaign.", transform: CommandWord.identifier) var id: UUID
}

/// `holdfast campaign create`.
struct CampaignCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a campaign. All of it is safe once its identifier is printed.",
        discussion: """
            {"name": …, "buys": [{"agent": …, "request": {…}}]}, and under a plan "plan_id", "governance_agent", "caller" and
            "conditions" (ask or apply). A buy may have "task_type" (create_media_buy else), "proposed_commitment", "webhook" and
            "creatives": the arguments of sync_creatives, whose assignments may name a product instead of a package.
            """)

    @OptionGroup var options: CommandOptions
    @Argument(help: "The campaign: a JSON object, @FILE, or - for standard input.") var campaign: String
    @Option(help: "A key of your own: the same key gives the same campaign, never a second one.")
    var idempotencyKey: String?

    func run() async throws {
        let (campaign, key) = (try JSONArgument.text(self.campaign), self.idempotencyKey)
        let caller = Settings().publicURL
        let (document, isNew) = try await self.options.run { database, tenant in
            let created = try await database.createCampaign(tenant: tenant, campaign, caller: caller, key: key)
            return (
                try await database.campaign(CampaignID(tenant: tenant, id: created.campaign)), created.isNew
            )
        }
        if !isNew { Output.note("This key was used before: here is its campaign.") }
        try CampaignText.show(document, json: self.options.json)
    }
}

/// `holdfast campaign show`.
struct CampaignShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one campaign: each buy, and what governance said of it.")

    @OptionGroup var options: CommandOptions
    @OptionGroup var campaign: CampaignArgument

    func run() async throws {
        let id = self.campaign.id
        let document = try await self.options.run { database, tenant in
            try await database.campaign(CampaignID(tenant: tenant, id: id))
        }
        try CampaignText.show(document, json: self.options.json)
    }
}

/// `holdfast campaign cancel`.
struct CampaignCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract:
            "Cancel every buy of a campaign: at once what was not sent, and what was as far as its seller lets it.")

    @OptionGroup var options: CommandOptions
    @OptionGroup var campaign: CampaignArgument
    @Option(help: "Why, for those who read the history.") var reason: String?

    func run() async throws {
        let (id, reason) = (self.campaign.id, self.reason)
        let document = try await self.options.run { database, tenant in
            try await database.cancel(CampaignID(tenant: tenant, id: id), reason: reason)
        }
        try CampaignText.show(document, json: self.options.json)
    }
}
