import AdCP
import Foundation
import Testing

@testable import SandboxAgents

@Suite struct RecordTests {
    @Test func `a restarted seller remembers buys, tasks, keys and the webhooks it owes`() async throws {
        try await TemporaryRecord.use { path in
            let key = UUID().uuidString
            let (buy, task) = try await RunningSeller.run(SellerConfiguration(record: path)) { seller in
                let buyer = try await Buyer(seller)
                let buy = try await buyer.buy("instant", key: key).result["media_buy_id"]
                // Nobody listens there: what is decided here is still owed when the seller stops.
                let nowhere: JSON = [
                    "url": "http://127.0.0.1:1/", "operation_id": "operation",
                    "authentication": ["schemes": ["HMAC-SHA256"], "credentials": .string(WebhookReceiver.secret)],
                ]
                let task = try await buyer.buy("approve-manual", webhook: nowhere).result["task_id"]?.string ?? ""
                try await seller.decide(task, "working")
                return (buy, task)
            }
            try await RunningSeller.run(SellerConfiguration(record: path)) { seller in
                let buyer = try await Buyer(seller)
                let again = try await buyer.buy("instant", key: key).result
                #expect(again["replayed"] == true)
                #expect(again["media_buy_id"] == buy)
                #expect(try await buyer.poll(task).result["status"] == "working")
                try await seller.decide(task, "completed")
                #expect(try await buyer.poll(task).result["status"] == "completed")
                let state = try await seller.state()["counts"]
                #expect(state?["media_buys"] == 2)
                #expect(state?["owed_webhooks"] == 2)
            }
        }
    }

    @Test func `an approval that fell due while the seller was down comes when it is up again`() async throws {
        try await TemporaryRecord.use { path in
            let task = try await RunningSeller.run(SellerConfiguration(record: path)) { seller in
                try await Buyer(seller).buy("approve:0.2").result["task_id"]?.string ?? ""
            }
            try await RunningSeller.run(SellerConfiguration(record: path)) { seller in
                _ = try await seller.waitFor(.taskChanged) { $0["final"] == true }
                #expect(try await Buyer(seller).poll(task).result["status"] == "completed")
                #expect(try await seller.entries(.mediaBuyCreated).count == 1)
            }
        }
    }

    @Test func `a last line that a crash cut short is dropped`() async throws {
        try await TemporaryRecord.use { path in
            try await RunningSeller.run(SellerConfiguration(record: path)) { seller in
                _ = try await Buyer(seller).buy("instant")
            }
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            try (whole + Data(#"{"event":"media_buy_cr"#.utf8)).write(to: URL(fileURLWithPath: path))
            try await RunningSeller.run(SellerConfiguration(record: path)) { seller in
                let made = try await seller.entries(.mediaBuyCreated)
                #expect(made.count == 1)
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
        }
    }

    @Test func `forgetting starts with nothing`() async throws {
        try await TemporaryRecord.use { path in
            var configuration = SellerConfiguration(record: path)
            try await RunningSeller.run(configuration) { seller in
                _ = try await Buyer(seller).buy("instant")
            }
            configuration.forgets = true
            try await RunningSeller.run(configuration) { seller in
                let entries = try await seller.entries()
                #expect(entries.isEmpty)
            }
        }
    }

    @Test func `a record serves one seller, and no stranger's lines`() async throws {
        try await TemporaryRecord.use { path in
            try await RunningSeller.run(SellerConfiguration(record: path)) { _ in
                #expect(throws: RecordError.self) { try Seller(SellerConfiguration(record: path)) }
            }
            try Data("hello\n".utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: RecordError.self) { try Seller(SellerConfiguration(record: path)) }
        }
    }

    @Test func `only its owner reads it, and the operator port shows no secrets`() async throws {
        try await TemporaryRecord.use { path in
            try await WebhookReceiver.run { receiver in
                try await RunningSeller.run(SellerConfiguration(record: path)) { seller in
                    let key = UUID().uuidString
                    _ = try await Buyer(seller).buy("approve-manual", key: key, webhook: receiver.registration())
                    let shown = try await seller.operate("GET", "/sandbox/record").body
                    #expect(!shown.contains(WebhookReceiver.secret))
                    #expect(!shown.contains("a token of sixteen bytes"))
                    #expect(!shown.contains(key))
                    #expect(try await !seller.state().text.contains(WebhookReceiver.secret))
                }
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? NSNumber == 0o600)
        }
    }

    @Test func `settings take what they can be, and nothing else`() async throws {
        try await RunningSeller.run { seller in
            let status = try await seller.set(["failure_rate": 1, "approval_seconds": 0.5, "response": "mixed"])
            #expect(status == 200)
            #expect(try await seller.state()["settings"]?["failure_rate"] == 1)
            for wrong: JSON in [
                ["failure_rate": 2], ["failure_rate": "1"], ["approval_seconds": -1], ["response": "xml"],
                ["colour": 1], [],
            ] {
                #expect(try await seller.set(wrong) == 400)
            }
            #expect(try await seller.state()["settings"]?["response"] == "mixed")
        }
    }
}
