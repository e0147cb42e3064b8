import AdCP
import Foundation
import Postgres
import TestSupport
import Testing

/// Every first-class task is an operation by what stands in `adcp.task_policies`, and by no code of its own.
@Suite(.database, .timeLimit(.minutes(5))) struct FirstClassTaskTests {
    /// A task, the arguments that it needs, and what the record calls its effect; nil where it leaves none.
    struct Subject: Sendable {
        let task: String
        let request: JSON
        let effect: String?
        var agent = "seller"
    }

    private static let account: JSON = ["account_id": "a"]
    private static let subjects: [Subject] = [
        Subject(
            task: "create_media_buy",
            request: ["account": account, "packages": [["product_id": "instant", "budget": 1]]],
            effect: "media_buy_created"),
        Subject(
            task: "buy_products",
            request: ["account": account, "feed_version": "1", "purchases": [["product_id": "p", "budget": 1]]],
            effect: "media_buy_created"),
        Subject(
            task: "accept_proposal",
            request: ["account": account, "proposal_id": "p", "proposal_terms_digest": "d"], effect: "media_buy_created"
        ),
        Subject(
            task: "sync_creatives", request: ["account": account, "creatives": [["creative_id": "c", "name": "C"]]],
            effect: "creatives_synced"),
        Subject(
            task: "build_creative", request: ["account": account, "message": "A banner."], effect: "creative_built"),
        Subject(
            task: "activate_signal",
            request: [
                "account": account, "signal_agent_segment_id": "s",
                "destinations": [["type": "platform", "platform": "p"]],
            ], effect: "signal_activated"),
        Subject(
            task: "sync_plans", request: ["plans": [["plan_id": "another"]]], effect: "plan_synced", agent: "governance"
        ),
    ]

    @Test(arguments: subjects)
    func `a mutation is done once, at once and after a review, also when its first answer is lost`(_ subject: Subject)
        async throws
    {
        try await Stage.run(isGoverned: false) { stage in
            for words in ["instant", "approve:0.2", "instant+commit-then-reset", "approve:0.2+commit-then-500"] {
                let made = try await Self.run(subject, words, on: stage)
                #expect(made["state"] == "completed", "\(words): \(made.text)")
                let agent = subject.agent == "seller" ? stage.seller : stage.governance
                let id = try #require(made["id"]?.string)
                let effects = try agent.record.entries.count { $0.event == subject.effect && $0.operationID == id }
                #expect(effects == 1, "\(words): \(effects) effects")
                #expect(try await Self.frozen(id)["idempotency_key"]?.string?.count == 36)
            }
        }
    }

    @Test func `a buy is changed and controlled, each change once`() async throws {
        try await Stage.run(isGoverned: false) { stage in
            let buy = try await Self.run(Self.subjects[0], "instant", on: stage)
            let name = try #require(buy["result"]?["media_buy_id"])
            let paused = Subject(
                task: "update_media_buy", request: ["account": Self.account, "media_buy_id": name, "paused": true],
                effect: "media_buy_updated")
            let first = try await Self.run(paused, "approve:0.2+commit-then-reset", on: stage)
            #expect(first["state"] == "completed" && first["result"]?["revision"]?.int == 2, "\(first.text)")
            let resumed = Subject(
                task: "control_media_buy",
                request: ["account": Self.account, "media_buy_id": name, "revision": 2, "paused": false],
                effect: "media_buy_updated")
            let second = try await Self.run(resumed, "instant+commit-then-reset", on: stage)
            #expect(second["state"] == "completed" && second["result"]?["revision"]?.int == 3, "\(second.text)")
        }
    }

    @Test func `reads and questions to governance go without a key and may be asked again`() async throws {
        try await Stage.run(isGoverned: false) { stage in
            let products = Subject(task: "get_products", request: ["brief": "Sports fans."], effect: nil)
            let read = try await Self.run(products, "reset:1", on: stage)
            #expect(
                read["state"] == "completed" && read["result"]?["products"]?.array?.isEmpty == false, "\(read.text)")
            #expect(try await Self.frozen(read["id"]?.string ?? "")["idempotency_key"] == nil)

            try await stage.syncPlan("plan")
            let check = Subject(
                task: "check_governance",
                request: [
                    "plan_id": "plan", "caller": "https://buyer.example", "tool": "create_media_buy",
                    "target_agent": .string(stage.seller.url), "payload": ["packages": []],
                ], effect: "governance_checked", agent: "governance")
            let asked = try await Self.run(check, "commit-then-reset", on: stage)
            #expect(asked["result"]?["verdict"] == "approved", "\(asked.text)")
            #expect(try await Self.frozen(asked["id"]?.string ?? "")["idempotency_key"] == nil)
        }
    }

    /// Runs a task that the agent treats as the words say, to its end.
    private static func run(_ subject: Subject, _ words: String, on stage: Stage) async throws -> JSON {
        var request = subject.request.object ?? JSONObject()
        request["context"] = ["sandbox": .string(words)]
        let submitted = try await stage.submit(.object(request), subject.task, with: ["agent": .string(subject.agent)])
        try #require(submitted.status == 201, "\(submitted.json.text)")
        return try await stage.outcome(ofOperation: submitted.json["id"])
    }

    /// The request as it was sent.
    private static func frozen(_ id: String) async throws -> JSON {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            let rows = try await pool.query(
                Statement(sql: "select frozen from adcp.operation_payloads where operation_id = $1::uuid"), [.text(id)])
            return try JSON(parsing: rows.string(0, 0) ?? "null")
        }
    }
}
