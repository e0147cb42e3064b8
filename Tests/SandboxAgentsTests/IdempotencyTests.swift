import AdCP
import Foundation
import Testing

@testable import SandboxAgents

@Suite struct IdempotencyTests {
    @Test func `the same request gets the same answer, and is done once`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let key = UUID().uuidString
            let first = try #require(try await buyer.buy("instant", key: key).result.object)
            var second = try #require(try await buyer.buy("instant", key: key).result.object)
            #expect(second["replayed"] == true)
            second["replayed"] = nil
            #expect(JSON.object(second).text == JSON.object(first).text)
            #expect(try await seller.entries(.mediaBuyCreated).count == 1)
            #expect(try await seller.entries(.replayed).count == 1)
        }
    }

    @Test func `a submitted answer is replayed as it was, even when the task has ended`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let key = UUID().uuidString
            let first = try await buyer.buy("approve:0", key: key).result
            _ = try await seller.waitFor(.taskChanged) { $0["final"] == true }
            let second = try await buyer.buy("approve:0", key: key).result
            #expect(second["status"] == "submitted")
            #expect(second["task_id"] == first["task_id"])
            #expect(try await seller.entries(.mediaBuyCreated).count == 1)
        }
    }

    @Test func `another request under the same key is a conflict`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let key = UUID().uuidString
            _ = try await buyer.buy("instant", key: key)
            #expect(try await buyer.buy("approve", key: key).errorCode == "IDEMPOTENCY_CONFLICT")
            var pinned = buyer
            pinned.version = "3.1"
            #expect(try await pinned.buy("instant", key: key).errorCode == "IDEMPOTENCY_CONFLICT")
        }
    }

    @Test func `what the key does not cover may change, what it covers may not`() async throws {
        try await WebhookReceiver.run { receiver in
            try await RunningSeller.run { seller in
                let buyer = try await Buyer(seller)
                let key = UUID().uuidString
                var request = Buyer.purchase("instant", key: key, webhook: receiver.registration())
                _ = try await buyer.call("create_media_buy", request)
                request["context"] = ["operation_id": "another"]
                request["governance_context"] = "token"
                var hook = try #require(request["push_notification_config"]?.object)
                hook["authentication"] = [
                    "credentials": "another secret of more than thirty-two bytes", "schemes": ["HMAC-SHA256"],
                ]
                request["push_notification_config"] = .object(hook)
                #expect(try await buyer.call("create_media_buy", request).result["replayed"] == true)
                hook["operation_id"] = "another"
                request["push_notification_config"] = .object(hook)
                #expect(try await buyer.call("create_media_buy", request).errorCode == "IDEMPOTENCY_CONFLICT")
            }
        }
    }

    @Test func `keys of other buyers and accounts are other keys`() async throws {
        try await RunningSeller.run(configured: { $0.tokens = ["first", "second"] }) { seller in
            let key = UUID().uuidString
            let first = try await Buyer(seller, token: "first")
            _ = try await first.buy("instant", key: key)
            _ = try await first.buy("instant", key: key, account: "another")
            _ = try await Buyer(seller, token: "second").buy("instant", key: key)
            #expect(try await seller.entries(.mediaBuyCreated).map { $0["token"] } == [0, 0, 1])
        }
    }

    @Test func `a request that is being worked on is in flight`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let key = UUID().uuidString
            async let first = buyer.buy("slow:3", key: key)
            var second = try await buyer.buy("slow:3", key: key)
            // The two may arrive in either order: one of them is worked on, the other is told to wait.
            if try second.errorCode == nil {
                second = try await first
            } else {
                _ = try await first
            }
            #expect(try second.errorCode == "IDEMPOTENCY_IN_FLIGHT")
            #expect(try second.result["adcp_error"]?["retry_after"] == 1)
            #expect(try await buyer.buy("slow:3", key: key).result["replayed"] == true)
            #expect(try await seller.entries(.mediaBuyCreated).count == 1)
        }
    }

    @Test func `errors are not kept`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let key = UUID().uuidString
            #expect(try await buyer.buy("adcp-rate-limit", key: key).errorCode == "RATE_LIMITED")
            #expect(try await buyer.buy("adcp-rate-limit", key: key).result["replayed"] == nil)
            #expect(try await buyer.buy("fail-now", key: "fail-0123456789abcdef").isError)
            #expect(try await buyer.buy("instant", key: "fail-0123456789abcdef").result["media_buy_id"] != nil)
        }
    }

    @Test func `mutations need a key, and a proper one`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            var request = Buyer.purchase("instant")
            request["idempotency_key"] = nil
            #expect(try await buyer.call("create_media_buy", request).errorCode == "VALIDATION_ERROR")
            #expect(try await buyer.buy("instant", key: "short").errorCode == "VALIDATION_ERROR")
            #expect(try await buyer.buy("no-such-product").errorCode == "PRODUCT_NOT_FOUND")
        }
    }
}
