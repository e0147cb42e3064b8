import AdCP
import Testing

@testable import SandboxAgents

@Suite struct OutcomeTests {
    @Test(arguments: [
        ("approve:0", "submitted", "completed"), ("review:0", "submitted", "completed"),
        ("working:0", "working", "completed"), ("reject:0", "submitted", "rejected"),
        ("fail:0", "submitted", "failed"), ("cancel:0", "submitted", "canceled"),
        ("input-then-approve:0", "input-required", "completed"), ("unknown-status:0", "submitted", "completed"),
    ])
    func `a task starts and ends as its word says`(word: String, first: String, last: String) async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let answer = try await buyer.buy(word).result
            #expect(answer["status"]?.string == first)
            let task = try #require(answer["task_id"]?.string)

            _ = try await seller.waitFor(.taskChanged) { $0["final"] == true }
            let polled = try await buyer.poll(task).result
            #expect(polled["status"]?.string == last)
            #expect(polled["task_id"]?.string == task)
            let made = try await seller.entries(.mediaBuyCreated)
            #expect(made.count == (last == "completed" ? 1 : 0))
            #expect(made.first?["media_buy_id"] == polled["result"]?["media_buy_id"])
            #expect((polled["result"]?["errors"] != nil) == (last == "failed" || last == "rejected"))
        }
    }

    @Test(arguments: [
        ("approve-manual", "submitted"), ("input", "input-required"), ("auth", "auth-required"),
        ("ask-later:0", "submitted"),
    ])
    func `a task that waits for a person ends as the operator decides, once`(word: String, first: String) async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let answer = try await buyer.buy(word).result
            #expect(answer["status"]?.string == first)
            let task = try #require(answer["task_id"]?.string)
            if word == "ask-later:0" {
                _ = try await seller.waitFor(.taskChanged) { $0["status"] == "input-required" }
            }

            #expect(try await seller.decide(task, "working") == 200)
            #expect(try await buyer.poll(task).result["status"] == "working")
            #expect(try await seller.decide(task, "completed") == 200)
            #expect(try await seller.decide(task, "failed") == 409)
            #expect(try await seller.decide("task_0", "failed") == 404)
            #expect(try await seller.decide(task, "sideways") == 400)
            #expect(try await buyer.poll(task).result["status"] == "completed")
            #expect(try await seller.entries(.mediaBuyCreated).count == 1)
        }
    }

    @Test func `refusals in the answer leave nothing behind`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let rejected = try await buyer.buy("reject-now")
            #expect(try !rejected.isError)
            #expect(try rejected.result["status"] == "rejected")
            let failed = try await buyer.buy("fail-now")
            #expect(try failed.isError)
            #expect(try failed.errorCode == "POLICY_VIOLATION")
            #expect(try failed.result["adcp_error"]?["recovery"] == "terminal")
            #expect(try await seller.state()["counts"]?["media_buys"] == 0)
            #expect(try await seller.entries(.requestRefused).count == 2)
        }
    }

    @Test func `other tools take their behaviour from the context`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let creatives: JSONObject = [
                "idempotency_key": "creatives-0123456789", "account": ["account_id": "account"],
                "context": ["sandbox": "approve:0"], "creatives": [["creative_id": "c1"], ["creative_id": "c2"]],
            ]
            let answer = try await buyer.call("sync_creatives", creatives).result
            #expect(answer["status"] == "submitted")
            _ = try await seller.waitFor(.creativesSynced)
            let task = try #require(answer["task_id"]?.string)
            _ = try await seller.waitFor(.taskChanged) { $0["final"] == true }
            #expect(try await buyer.poll(task).result["result"]?["creatives"]?.array?.count == 2)
            #expect(try await buyer.call("list_creatives").result["creatives"]?.array?.count == 2)

            let limited = try await buyer.call("get_products", ["context": ["sandbox": "rate-limit:1"]])
            #expect(limited.status == 429)
            #expect(try await buyer.call("get_products", ["context": ["sandbox": "approve"]]).isError)
        }
    }

    @Test func `a buy can be read, changed and cancelled`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let id = try #require(try await buyer.buy("instant").result["media_buy_id"])
            func update(_ changes: JSONObject) async throws -> Buyer.Answer {
                var arguments = changes
                arguments["idempotency_key"] = .string(
                    "update-\(changes.keys)-0123456789".filter { !"[], \"".contains($0) })
                arguments["account"] = ["account_id": "account"]
                arguments["media_buy_id"] = id
                return try await buyer.call("update_media_buy", arguments)
            }

            let account: JSON = ["account_id": "account"]
            let rows = try await buyer.call("get_media_buys", ["account": account]).result["media_buys"]?.array
            #expect(rows?.first?["total_budget"] == 250.5)
            #expect(rows?.first?["context"]?["operation_id"] == "operation")
            #expect(try await update(["paused": true, "revision": 1]).result["revision"] == 2)
            #expect(try await update(["name": "x", "revision": 1]).errorCode == "CONFLICT")
            #expect(try await update(["canceled": true]).result["media_buy_status"] == "canceled")
            #expect(try await buyer.call("get_media_buys", ["account": account]).result["media_buys"] == [])
            let known = try await buyer.call("get_media_buys", ["account": account, "media_buy_ids": [id]])
            #expect(try known.result["media_buys"]?.array?.count == 1)
            #expect(try await buyer.call("get_media_buys", ["account": ["account_id": "b"]]).result["media_buys"] == [])
        }
    }

    @Test func `tasks are listed by page and filter, to their own buyer`() async throws {
        try await RunningSeller.run(configured: { $0.tokens = ["first", "second"] }) { seller in
            let buyer = try await Buyer(seller, token: "first")
            for number in 0..<5 {
                _ = try await buyer.buy("approve-manual", operation: "operation-\(number)")
            }
            let page = try await buyer.call(
                "list_tasks", ["pagination": ["max_results": 2], "sort": ["direction": "asc"]]
            ).result
            #expect(page["tasks"]?.array?.count == 2)
            #expect(page["pagination"]?["has_more"] == true)
            #expect(page["query_summary"]?["total_matching"] == 5)
            #expect(page["tasks"]?.array?.first?["domain"] == "media-buy")
            let cursor = try #require(page["pagination"]?["cursor"])
            let rest = try await buyer.call("list_tasks", ["pagination": ["max_results": 9, "cursor": cursor]])
            #expect(try rest.result["tasks"]?.array?.count == 3)
            let found = try await buyer.call("list_tasks", ["filters": ["context_contains": "operation-3"]])
            #expect(try found.result["tasks"]?.array?.count == 1)
            #expect(try await buyer.call("list_tasks", ["filters": ["statuses": ["input_required"]]]).isError)
            let stranger = try await Buyer(seller, token: "second")
            #expect(try await stranger.call("list_tasks").result["tasks"] == [])
            let task = try #require(page["tasks"]?.array?.first?["task_id"]?.string)
            #expect(try await stranger.poll(task).errorCode == "REFERENCE_NOT_FOUND")
            #expect(try await buyer.poll(task, account: "other").errorCode == "REFERENCE_NOT_FOUND")
        }
    }
}
