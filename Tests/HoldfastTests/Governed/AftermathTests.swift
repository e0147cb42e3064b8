import AdCP
import Foundation
import TestSupport
import Testing

/// What comes after an answer: buys that are found, confirmed or canceled, creatives that are judged.
@Suite(.database, .timeLimit(.minutes(5))) struct AftermathTests {
    @Test
    func `a buy whose answer was lost, from a seller that forgets keys, is found by looking and never sent again`()
        async throws
    {
        try await Stage.run(isGoverned: false) { stage in
            let known = try await stage.submit(
                ["account": ["account_id": "a"]], "get_media_buys", headers: ["prefer": "wait=60"])
            #expect(known.json["state"] == "completed")
            try await Stage.administer("update adcp.agents set idempotency_supported = false, replay_ttl = null")
            let request = try #require(Stage.buy("instant+commit-then-reset")["request"])
            let lost = try await stage.submit(request)
            var found = try await stage.outcome(ofOperation: lost.json["id"])
            if found["settled_at"] == nil {
                // First nobody knew; then somebody looked.
                #expect(found["attention"] == "outcome_unknown")
                let version = found["version"]?.int ?? 0
                while found["settled_at"] == nil {
                    found = try await stage.ask(
                        "GET", "/v1/operations/\(lost.json["id"]?.string ?? "")", nil,
                        ["prefer": "wait=60", "if-none-match": "\"\(max(version, found["version"]?.int ?? 0))\""]
                    ).json
                }
            }
            #expect(found["state"] == "completed" && found["channel"] == "reconcile", "\(found.text)")
            #expect(found["result"]?["media_buy_id"]?.string != nil && found["attention"] == nil)
            #expect(try Stage.count("media_buy_created", stage.seller, of: lost.json["id"]) == 1)
        }
    }

    @Test func `a buy that was made is canceled by an operation of its own, and what became of that is told`()
        async throws
    {
        try await Stage.run { stage in
            try await stage.syncPlan("plan")
            let campaign = try await stage.outcome(of: stage.create("plan", Stage.buy()))
            let commit = campaign["buys"]?.array?.first?["operation"]
            let path = "/v1/operations/\(commit?.string ?? "")"
            let asked = try await stage.ask("POST", path + "/cancel", ["reason": "the client changed its mind"])
            #expect(asked.status == 202, "\(asked.json.text)")
            let canceling = try await stage.outcome(ofOperation: asked.json["cancellation"]?["operation"])
            #expect(
                canceling["task_type"] == "update_media_buy" && canceling["state"] == "completed", "\(canceling.text)")
            #expect(canceling["cancels"] == commit)
            #expect(try await stage.operation(commit)["cancellation"]?["state"] == "accepted")
        }
    }

    @Test func `a buy that was to be canceled while the seller had it is canceled once it is made`() async throws {
        try await Stage.run(isGoverned: false) { stage in
            let request = try #require(Stage.buy("approve:1")["request"])
            let submitted = try await stage.submit(request)
            let path = "/v1/operations/\(submitted.json["id"]?.string ?? "")"
            let sent = try await stage.ask("GET", path, nil, ["prefer": "wait=1", "if-none-match": "\"1\""])
            #expect(sent.status == 200)
            _ = try await stage.ask("POST", path + "/cancel")
            #expect(try await stage.outcome(ofOperation: submitted.json["id"])["state"] == "completed")
            let canceling = try await stage.operation(submitted.json["id"])["cancellation"]?["operation"]
            #expect(try await stage.outcome(ofOperation: canceling)["state"] == "completed")
        }
    }

    @Test func `a campaign is canceled while governance thinks, which is told then that nothing was bought`()
        async throws
    {
        try await Stage.run { stage in
            try await stage.syncPlan("plan", ["sandbox": "approve-manual"])
            let campaign = try await stage.create("plan", Stage.buy())
            let check = try await stage.until(campaign["buys"]?.array?.first?["checks"]?.array?.first?["operation"]) {
                $0["task_id"]?.string != nil
            }
            let canceled = try await stage.ask("POST", "/v1/campaigns/\(campaign["id"]?.string ?? "")/cancel")
            #expect(canceled.json["buys"]?.array?.first?["state"] == "canceled", "\(canceled.json.text)")
            try await stage.governance.decide(try #require(check["task_id"]?.string), "completed")
            let report = try await stage.outcome(
                ofOperation: canceled.json["buys"]?.array?.first?["outcome_report"]?["operation"])
            #expect(report["state"] == "completed", "\(report.text)")
            let reported = try stage.governance.record.entries.filter { $0.event == "outcome_reported" }
            #expect(reported.map(\.outcome) == ["failed"])
            #expect(try stage.seller.record.entries.isEmpty)
        }
    }

    @Test func `a sync that is done is one thing, the publisher's judgement of each creative another`() async throws {
        try await Stage.run(isGoverned: false) { stage in
            let request: JSON = [
                "account": ["account_id": "a"],
                "creatives": [["creative_id": "c1", "name": "First"], ["creative_id": "c2", "name": "Second"]],
            ]
            let synced = try await stage.submit(request, "sync_creatives", headers: ["prefer": "wait=60"])
            #expect(synced.json["state"] == "completed")
            #expect(synced.json["creatives"]?.array?.map { $0["creative_id"] } == ["c1", "c2"], "\(synced.json.text)")
            #expect(synced.json["creatives"]?.array?.allSatisfy { $0["status"] == nil } == true)
            try await Stage.administer(
                "update adcp.creatives set next_read_at = now(); select adcp_api.follow_up();")
            let looks = try await stage.ask("GET", "/v1/operations?task_type=list_creatives").json["operations"]?.array
            #expect(looks?.count == 1)
            _ = try await stage.outcome(ofOperation: looks?.first?["id"])
            let judged = try await stage.operation(synced.json["id"])["creatives"]?.array
            #expect(judged?.map { $0["status"] } == ["approved", "approved"])
            #expect(judged?.allSatisfy { $0["decided_at"]?.string != nil && $0["next_read_at"] == nil } == true)
        }
    }
}
