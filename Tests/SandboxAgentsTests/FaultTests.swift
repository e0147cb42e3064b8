import AdCP
import Foundation
import Testing

@testable import SandboxAgents

@Suite struct FaultTests {
    /// HTTP status of a call; nil when the connection broke.
    private static func status(_ buyer: Buyer, _ product: String, _ key: String) async -> Int? {
        try? await buyer.buy(product, key: key).status
    }

    @Test(arguments: [("reset", nil), ("rate-limit", 429), ("error-500", 500), ("error-503", 503)])
    func `calls are turned away with nothing done, as often as asked`(word: String, status: Int?) async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let key = UUID().uuidString
            for _ in 0..<2 {
                #expect(await Self.status(buyer, "\(word):2", key) == status)
            }
            #expect(try await seller.entries(.mediaBuyCreated).isEmpty)
            #expect(try await buyer.buy("\(word):2", key: key).result["media_buy_id"] != nil)
            #expect(try await seller.entries(.mediaBuyCreated).count == 1)
            #expect(try await seller.entries(.faultInjected).count == 2)
        }
    }

    @Test(arguments: [("adcp-rate-limit", "RATE_LIMITED"), ("unavailable", "SERVICE_UNAVAILABLE")])
    func `errors in AdCP's words ask for another try`(word: String, code: String) async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let key = UUID().uuidString
            let answer = try await buyer.buy(word, key: key)
            #expect(try answer.errorCode == code)
            #expect(try answer.result["adcp_error"]?["retry_after"] == 1)
            #expect(try await buyer.buy(word, key: key).result["media_buy_id"] != nil)
        }
    }

    @Test func `HTTP refusals say when to come back`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            #expect(try await buyer.buy("rate-limit").header("retry-after") == "1")
            #expect(try await buyer.buy("error-503").header("retry-after") == "1")
        }
    }

    @Test(arguments: [
        "commit-then-reset", "commit-then-500", "html", "garbage", "nothing", "endless", "progress:0+commit-then-reset",
    ])
    func `the work is done although the answer is spoilt, and the next answer is a replay`(word: String) async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let key = UUID().uuidString
            let answer = try? await buyer.buy(word, key: key)
            #expect((try? answer?.message["result"]) == nil)
            #expect(try await seller.entries(.mediaBuyCreated).count == 1)
            let again = try await buyer.buy(word, key: key).result
            #expect(again["replayed"] == true)
            let made = try await seller.entries(.mediaBuyCreated)
            #expect(made.map { $0["media_buy_id"] } == [again["media_buy_id"]])
        }
    }

    @Test func `polls can be told of another task, or of none`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let wrong = try #require(try await buyer.buy("approve-manual+wrong-task:1").result["task_id"]?.string)
            #expect(try await buyer.poll(wrong).result["task_id"]?.string != wrong)
            #expect(try await buyer.poll(wrong).result["task_id"]?.string == wrong)
            let gone = try #require(try await buyer.buy("approve-manual+vanish").result["task_id"]?.string)
            for _ in 0..<3 {
                #expect(try await buyer.poll(gone).errorCode == "REFERENCE_NOT_FOUND")
            }
        }
    }

    @Test func `unknown is what polls say until the task is done`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let task = try #require(try await buyer.buy("unknown-status:600").result["task_id"]?.string)
            _ = try await seller.waitFor(.taskChanged) { $0["status"] == "unknown" }
            #expect(try await buyer.poll(task).result["status"] == "unknown")
            #expect(try await seller.decide(task, "completed") == 200)
            #expect(try await buyer.poll(task).result["status"] == "completed")
        }
    }

    @Test func `whatever strikes at random, a buyer that resends has each buy made once`() async throws {
        let operations = (0..<40).map { "operation-\($0)" }
        try await RunningSeller.run(configured: {
            $0.seed = 7
            $0.isStateless = true
            $0.settings.failureRate = 0.6
        }) { seller in
            let buyer = try await Buyer(seller)
            try await withThrowingDiscardingTaskGroup { group in
                for operation in operations {
                    group.addTask {
                        let key = UUID().uuidString
                        while true {
                            let answer = try? await buyer.buy("approve:0", key: key, operation: operation)
                            if (try? answer?.result["task_id"]) != nil { return }
                            try Task.checkCancellation()
                        }
                    }
                }
            }
            let made = try await seller.waitFor(.mediaBuyCreated, count: operations.count)
            #expect(made.compactMap { $0["operation_id"]?.string }.sorted() == operations.sorted())
            let faults = try await seller.entries(.faultInjected)
            #expect(faults.allSatisfy { $0["source"] == "failure_rate" })
            #expect(Set(faults.compactMap { $0["fault"]?.string }).count >= 6)
            #expect(try await seller.entries(.replayed).isEmpty == false)
        }
    }
}
