import AdCP
import Foundation
import TestSupport
import Testing

/// Campaigns under a plan: nothing is bought without an approval of the very bytes, and governance hears what became of each.
@Suite(.database, .timeLimit(.minutes(5))) struct GovernedCampaignTests {
    @Test(arguments: ["3.0", "3.1", "3.2"], ["3.0", "3.1", "3.2"])
    func `a plan's commitment is checked, made, followed by its creatives and reported`(
        seller: String, governance: String
    ) async throws {
        try await Stage.run(seller: seller, governance: governance) { stage in
            try await stage.syncPlan("plan")
            let creatives: JSON = [
                "creatives": [
                    ["creative_id": "c1", "name": "First", "format_id": ["agent_url": "https://f.example", "id": "x"]]
                ],
                "assignments": [["creative_id": "c1", "product_id": "approve"]],
            ]
            let campaign = try await stage.outcome(
                of: stage.create("plan", Stage.buy("approve", with: ["creatives": creatives])))
            #expect(campaign["state"] == "completed", "\(campaign.text)")
            let buy = try #require(campaign["buys"]?.array?.first)
            #expect(buy["checks"]?.array?.map { $0["verdict"] } == ["approved"])
            #expect(buy["seller_reference"]?.string != nil && buy["confirmed_at"]?.string != nil)
            #expect(buy["creatives"]?["state"] == "completed" && buy["outcome_report"]?["state"] == "completed")

            let commit = buy["operation"]
            #expect(try Stage.count("governance_checked", stage.governance, of: commit) == 1)
            #expect(try Stage.count("approval_taken", stage.seller, of: commit) == 1)
            #expect(try Stage.count("media_buy_created", stage.seller, of: commit) == 1)
            #expect(try Stage.count("outcome_reported", stage.governance, of: commit) == 1)
            // Its account and the package that the seller named are part of what follows.
            let sent = try await stage.operation(buy["creatives"]?["operation"])
            #expect(sent["request"]?["account"]?["account_id"] == "account-of-tests")
            #expect(sent["request"]?["assignments"]?.array?.first?["package_id"]?.string != nil)
            // The approval is a secret.
            for id in [commit, buy["checks"]?.array?.first?["operation"], buy["outcome_report"]?["operation"]] {
                #expect(try await !stage.operation(id).text.contains("governance_context"))
            }
        }
    }

    @Test func `what is denied is never sent, and why is kept`() async throws {
        try await Stage.run { stage in
            try await stage.syncPlan("plan", ["verdict": "denied"])
            let campaign = try await stage.outcome(of: stage.create("plan", Stage.buy()))
            #expect(campaign["state"] == "failed", "\(campaign.text)")
            let buy = try #require(campaign["buys"]?.array?.first)
            #expect(buy["state"] == "failed" && buy["reason"] == "The plan does not allow it.")
            #expect(buy["checks"]?.array?.first?["findings"]?.array?.first?["category_id"] == "budget_authority")
            #expect(buy["outcome_report"]?["state"] == "canceled")
            let commit = try await stage.operation(buy["operation"])
            #expect(commit["error"]?["errors"]?.array?.first?["code"] == "GOVERNANCE_DENIED")
            #expect(commit["first_sent_at"] == nil)
            #expect(try stage.seller.record.entries.isEmpty)
            #expect(try Stage.count("outcome_reported", stage.governance, of: buy["operation"]) == 0)
        }
    }

    @Test func `a plan that nobody synced ends the commitment unsent, with the governance agent's error`() async throws
    {
        try await Stage.run { stage in
            let campaign = try await stage.outcome(of: stage.create("nobody's", Stage.buy()))
            let commit = try await stage.operation(campaign["buys"]?.array?.first?["operation"])
            #expect(commit["state"] == "failed")
            #expect(commit["error"]?["errors"]?.array?.first?["code"] == "PLAN_NOT_FOUND", "\(commit.text)")
            #expect(commit["error"]?["errors"]?.array?.first?["field"] == "plan_id")
            #expect(try stage.seller.record.entries.isEmpty)
        }
    }

    @Test func `conditions are applied where the campaign allows it, under a new key, and asked about again`()
        async throws
    {
        try await Stage.run { stage in
            try await stage.syncPlan("plan", ["limit": 3_000])
            let campaign = try await stage.outcome(of: stage.create("plan", conditions: "apply", Stage.buy()))
            #expect(campaign["state"] == "completed", "\(campaign.text)")
            let buy = try #require(campaign["buys"]?.array?.first)
            #expect(buy["checks"]?.array?.map { $0["verdict"] } == ["conditions", "approved"])
            #expect(buy["checks"]?.array?.map { $0["cause"] } == ["first", "conditions"])
            let commit = try await stage.operation(buy["operation"])
            #expect(commit["request"]?["packages"]?.array?.first?["budget"]?.double == 3_000)
            #expect(try Stage.count("outcome_reported", stage.governance, of: buy["operation"]) == 1)
        }
    }

    @Test func `conditions wait for a person, who accepts them, gives a request, or declines`() async throws {
        try await Stage.run { stage in
            try await stage.syncPlan("limited", ["limit": 3_000])
            try await stage.syncPlan("advised", ["limit": 3_000, "advisory": true])
            let accepted = try await stage.outcome(of: stage.create("limited", Stage.buy()))
            #expect(accepted["state"] == "needs_person", "\(accepted.text)")
            let commit = try #require(accepted["buys"]?.array?.first?["operation"]?.string)
            let path = "/v1/operations/\(commit)/decision"
            #expect(try await stage.ask("POST", path, ["decision": "accept"]).json["field"] == "by")
            #expect(try await stage.ask("POST", path, ["decision": "maybe", "by": "Ada"]).json["field"] == "decision")
            #expect(try await stage.ask("POST", path, ["decision": "accept", "by": "Ada"]).status == 200)
            #expect(try await stage.outcome(ofOperation: .string(commit))["state"] == "completed")
            // There is nothing to decide any more.
            #expect(try await stage.ask("POST", path, ["decision": "decline", "by": "Ada"]).status == 409)

            // A condition without a value says nothing that could be applied.
            let advised = try await stage.outcome(of: stage.create("advised", conditions: "apply", Stage.buy()))
            #expect(advised["state"] == "needs_person", "\(advised.text)")
            let other = try #require(advised["buys"]?.array?.first?["operation"]?.string)
            let bare = try await stage.ask(
                "POST", "/v1/operations/\(other)/decision", ["decision": "accept", "by": "Ada"])
            #expect(bare.status == 422 && bare.json["field"] == "request", "\(bare.json.text)")
            let request = try #require(Stage.buy(budget: 2_000)["request"])
            let given = try await stage.ask(
                "POST", "/v1/operations/\(other)/decision", ["decision": "accept", "by": "Ada", "request": request])
            #expect(given.status == 200, "\(given.json.text)")
            let made = try await stage.outcome(ofOperation: .string(other))
            #expect(made["state"] == "completed")
            #expect(made["request"]?["packages"]?.array?.first?["budget"]?.int == 2_000)

            let declined = try await stage.outcome(of: stage.create("limited", Stage.buy()))
            let third = try #require(declined["buys"]?.array?.first?["operation"]?.string)
            _ = try await stage.ask("POST", "/v1/operations/\(third)/decision", ["decision": "decline", "by": "Ada"])
            #expect(try await stage.outcome(ofOperation: .string(third))["state"] == "canceled")
            #expect(try Stage.count("media_buy_created", stage.seller, of: .string(third)) == 0)
        }
    }

    @Test func `a person's review takes its time, and nothing is sent before`() async throws {
        try await Stage.run { stage in
            try await stage.syncPlan("plan", ["sandbox": "approve:1"])
            let campaign = try await stage.outcome(of: stage.create("plan", Stage.buy()))
            #expect(campaign["state"] == "completed", "\(campaign.text)")
            let check = try await stage.operation(
                campaign["buys"]?.array?.first?["checks"]?.array?.first?["operation"])
            #expect(check["task_id"]?.string != nil && check["channel"] == "poll")
        }
    }

    @Test func `governance that does not answer is asked on, a person is told, and nothing is sent meanwhile`()
        async throws
    {
        try await Stage.run { stage in
            try await stage.syncPlan("plan", ["sandbox": "unavailable:8"])
            let campaign = try await stage.create("plan", Stage.buy())
            let commit = campaign["buys"]?.array?.first?["operation"]
            let told = try await stage.outcome(ofOperation: commit)
            #expect(told["attention"] == "governance_unreachable" && told["state"] == "requested", "\(told.text)")
            #expect(try stage.seller.record.entries.isEmpty)
            let check = campaign["buys"]?.array?.first?["checks"]?.array?.first?["operation"]
            #expect(try await stage.outcome(ofOperation: check)["state"] == "completed")
            let made = try await stage.ask("GET", "/v1/operations/\(commit?.string ?? "")/events")
            #expect(made.status == 200)
        }
    }

    @Test func `a failed commitment is reported as failed, and its creatives do not go out`() async throws {
        try await Stage.run { stage in
            try await stage.syncPlan("plan")
            let creatives: JSON = ["creatives": [["creative_id": "c1", "name": "First"]]]
            let campaign = try await stage.outcome(
                of: stage.create("plan", Stage.buy("reject", with: ["creatives": creatives])))
            let buy = try #require(campaign["buys"]?.array?.first)
            #expect(buy["state"] == "rejected" && buy["creatives"]?["state"] == "canceled", "\(campaign.text)")
            #expect(buy["outcome_report"]?["state"] == "completed")
            let report = try await stage.operation(buy["outcome_report"]?["operation"])
            #expect(report["request"]?["outcome"] == "failed")
            #expect(report["request"]?["error"]?["code"] == "POLICY_VIOLATION", "\(report.text)")
            #expect(try Stage.count("creatives_synced", stage.seller, of: buy["creatives"]?["operation"]) == 0)
        }
    }
}
