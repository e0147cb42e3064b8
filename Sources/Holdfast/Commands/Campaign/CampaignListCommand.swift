import AdCP
import ArgumentParser
import Database
import Foundation

/// `holdfast campaign list`.
struct CampaignListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List campaigns, newest first.")

    @OptionGroup var options: CommandOptions
    @Option(help: "The page after this identifier.", transform: CommandWord.identifier) var before: UUID?
    @Option(help: "At most this many, 1 to 500.") var limit = 50

    func run() async throws {
        let (before, limit) = (self.before, self.limit)
        let page = try await self.options.run {
            try await $0.campaigns(tenant: $1, before: before, limit: limit)
        }
        if self.options.json { return Output.line(page) }
        let document = try JSON(parsing: page)
        Output.table(
            ["CAMPAIGN", "NAME", "STATE", "PLAN", "CREATED (UTC)", "BUYS"],
            (document["campaigns"]?.array ?? []).map { campaign in
                [
                    Text.cell(campaign["id"]), Text.cell(campaign["name"]), Text.cell(campaign["state"]),
                    Text.cell(campaign["plan_id"]), Text.time(campaign["created_at"]),
                    String(campaign["buys"]?.array?.count ?? 0),
                ]
            })
        if let next = document["next"]?.string { Output.note("More: --before \(next)") }
    }
}

/// A campaign as people read it: its members, then a line for each buy.
enum CampaignText {
    static func show(_ text: String, json: Bool) throws {
        if json { return Output.line(text) }
        let document = try JSON(parsing: text)
        var members = document.object ?? JSONObject()
        members["buys"] = nil
        Output.members(of: .object(members))
        Output.line("")
        Output.table(
            ["OPERATION", "AGENT", "STATE", "GOVERNANCE", "SELLER'S", "CREATIVES", "REPORTED", "ATTENTION"],
            (document["buys"]?.array ?? []).map { buy in
                let check = buy["checks"]?.array?.last
                return [
                    Text.cell(buy["operation"]), Text.cell(buy["agent"]), Text.cell(buy["state"]),
                    Text.cell(check?["verdict"] ?? check?["state"]), Text.cell(buy["seller_reference"]),
                    Text.cell(buy["creatives"]?["state"]), Text.cell(buy["outcome_report"]?["state"]),
                    Text.cell(buy["attention"]),
                ]
            })
    }
}
