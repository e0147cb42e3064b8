import AdCP
import Foundation
import TestSupport
import Testing

/// `holdfast campaign …` and `holdfast operation decide`, without an instance that works: what is not sent is seen and canceled.
@Suite(.database, .timeLimit(.minutes(5))) struct CampaignCommandTests {
    private static let campaign = """
        {"name": "Spring", "plan_id": "p", "governance_agent": "governance", "caller": "https://buyer.example",
         "buys": [{"agent": "seller", "request": {"packages": [{"product_id": "instant", "budget": 5}]}}]}
        """

    @Test func `a campaign is created once under a key, listed, shown and canceled`() async throws {
        let prompt = CommandPrompt(database: try TestDatabase.current.applicationDSN)
        _ = try await prompt.run("tenant", "add", "buyer")
        for name in ["seller", "governance"] {
            _ = try await prompt.run("agent", "add", name, "https://\(name).example/mcp")
        }
        let created = try await prompt.run("campaign", "create", Self.campaign, "--idempotency-key", "one", "--json")
        #expect(created.status == 0, "\(created.errors)")
        let id = try #require(created.json["id"]?.string)
        let again = try await prompt.run("campaign", "create", Self.campaign, "--idempotency-key", "one", "--json")
        #expect(again.json["id"]?.string == id && again.errors.contains("used before"))
        let refused = try await prompt.run("campaign", "create", #"{"name": "x", "buys": []}"#)
        #expect(refused.status == 1 && refused.errors.contains("buys"))

        #expect(try await prompt.run("campaign", "list").output.contains(id))
        let shown = try await prompt.run("campaign", "show", id)
        let commit = try #require(created.json["buys"]?.array?.first?["operation"]?.string)
        #expect(shown.output.contains(commit) && shown.output.contains("in_progress"))
        let early = try await prompt.run("operation", "decide", commit, "accept", "--by", "ada")
        #expect(early.status == 1 && early.errors.contains("nothing to decide"))
        #expect(try await prompt.run("operation", "decide", commit, "maybe", "--by", "ada").status == 64)

        let canceled = try await prompt.run("campaign", "cancel", id, "--reason", "no budget", "--json")
        #expect(canceled.json["buys"]?.array?.first?["state"] == "canceled", "\(canceled.errors)")
    }
}
