import AdCP
import Foundation
import TestSupport
import Testing

/// One campaign over several sellers: each buy for itself.
@Suite(.database, .timeLimit(.minutes(5))) struct FanOutTests {
    @Test func `I-38: one seller's trouble never cancels what another sold, and the part that succeeded is shown`()
        async throws
    {
        try await Stage.run { stage in
            try await stage.syncPlan("plan")
            let created = try await stage.create(
                "plan", Stage.buy(), Stage.buy("unavailable:6+instant", from: "other"),
                Stage.buy("reject", from: "other"))
            let first = created["buys"]?.array?[0]["operation"]
            #expect(try await stage.outcome(ofOperation: first)["state"] == "completed")

            let campaign = try await stage.outcome(of: created)
            #expect(campaign["state"] == "partly_completed", "\(campaign.text)")
            #expect(campaign["buys"]?.array?.map { $0["state"] } == ["completed", "completed", "rejected"])
            for buy in campaign["buys"]?.array ?? [] {
                #expect(try Stage.count("outcome_reported", stage.governance, of: buy["operation"]) == 1)
            }
            // Nobody took back what was bought.
            #expect(try stage.seller.record.entries.count { $0.event == "media_buy_created" } == 2)
            #expect(try stage.seller.record.entries.count { $0.event == "media_buy_updated" } == 0)
        }
    }

    @Test func `I-37: what follows a buy is a step of its own, with its own key, and undoes nothing when it fails`()
        async throws
    {
        try await Stage.run { stage in
            try await stage.syncPlan("plan")
            let creatives: JSON = [
                "context": ["sandbox": "fail-now"], "creatives": [["creative_id": "c1", "name": "First"]],
            ]
            let campaign = try await stage.outcome(of: stage.create("plan", Stage.buy(with: ["creatives": creatives])))
            let buy = try #require(campaign["buys"]?.array?.first)
            #expect(campaign["state"] == "partly_completed", "\(campaign.text)")
            #expect(buy["state"] == "completed" && buy["creatives"]?["state"] == "failed")
            #expect(try stage.seller.record.entries.count { $0.event == "media_buy_updated" } == 0)
            let report = try await stage.operation(buy["outcome_report"]?["operation"])
            #expect(report["state"] == "completed" && report["request"]?["outcome"] == "completed")
        }
    }

    @Test func `a campaign that cannot be is refused whole, and the field is named with its buy`() async throws {
        try await Stage.run { stage in
            let cases: [(JSON, String, UInt)] = [
                (["buys": [Stage.buy()]], "name", 422),
                (["name": "x", "buys": []], "buys", 422),
                (["name": "x", "plan_id": "p", "buys": [Stage.buy()]], "governance_agent", 422),
                (
                    ["name": "x", "plan_id": "p", "governance_agent": "nobody", "buys": [Stage.buy()]],
                    "governance_agent", 404
                ),
                (["name": "x", "conditions": "maybe", "buys": [Stage.buy()]], "conditions", 422),
                (["name": "x", "colour": "red", "buys": [Stage.buy()]], "colour", 422),
                (["name": "x", "buys": [Stage.buy(), Stage.buy(from: "nobody")]], "buys[1].agent", 404),
                (["name": "x", "buys": [Stage.buy(with: ["task_type": "get_products"])]], "buys[0].task_type", 422),
                (["name": "x", "buys": [["agent": "seller", "request": 1]]], "buys[0].request", 422),
                (["name": "x", "buys": [Stage.buy(with: ["creatives": ["creatives": 1]])]], "buys[0].creatives", 422),
                (
                    [
                        "name": "x", "plan_id": "p", "governance_agent": "governance",
                        "buys": [["agent": "seller", "request": ["reporting_webhook": ["url": "https://r.example"]]]],
                    ], "buys[0].request.reporting_webhook", 422
                ),
            ]
            for (campaign, field, status) in cases {
                let answer = try await stage.ask("POST", "/v1/campaigns", campaign)
                #expect(answer.status == status && answer.json["field"]?.string == field, "\(answer.json.text)")
            }
            #expect(try await stage.ask("GET", "/v1/campaigns").json["campaigns"]?.array == [])
            #expect(try await stage.ask("GET", "/v1/operations").json["operations"]?.array == [])
        }
    }

    @Test func `the same key gives the same campaign, and another document under it is refused`() async throws {
        try await Stage.run { stage in
            let campaign: JSON = ["name": "x", "buys": [Stage.buy()]]
            let first = try await stage.ask("POST", "/v1/campaigns", campaign, ["idempotency-key": "one"])
            let again = try await stage.ask("POST", "/v1/campaigns", campaign, ["idempotency-key": "one"])
            #expect(first.status == 201 && again.status == 200 && first.json["id"] == again.json["id"])
            let other: JSON = ["name": "y", "buys": [Stage.buy()]]
            let refused = try await stage.ask("POST", "/v1/campaigns", other, ["idempotency-key": "one"])
            #expect(refused.json["code"] == "idempotency_key_reused", "\(refused.json.text)")
        }
    }
}
