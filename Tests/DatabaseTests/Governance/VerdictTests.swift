import AdCP
import Database
import Foundation
import TestSupport
import Testing

/// What governance says, in every form that it may be said, well or badly.
@Suite(.database, .timeLimit(.minutes(1))) struct VerdictTests {
    static let unreadable: [JSON] = [
        ["check_id": "c", "verdict": "maybe", "explanation": "x"],
        ["check_id": "c", "explanation": "x"],
        ["verdict": "denied", "explanation": "x"],
        ["check_id": "c", "verdict": "approved", "explanation": "no approval"],
        ["check_id": "c", "verdict": "approved", "governance_context": "t", "explanation": "no end"],
        ["check_id": "c", "verdict": "approved", "governance_context": "t", "expires_at": "2026-13-45T99:00:00Z"],
        ["check_id": "c", "verdict": "approved", "governance_context": "t", "expires_at": "tomorrow"],
        ["check_id": "c", "verdict": "approved", "governance_context": "t", "expires_at": "2030-01-01T00:00:00"],
        ["check_id": "c", "verdict": "approved", "governance_context": "a\nb", "expires_at": "2030-01-01T00:00:00Z"],
        [
            "check_id": "c", "verdict": "approved", "governance_context": .string(String(repeating: "x", count: 5_000)),
            "expires_at": "2030-01-01T00:00:00Z",
        ],
        ["check_id": "c", "verdict": "conditions", "conditions": "less"],
        ["check_id": "c", "verdict": ["approved"]],
    ]

    @Test(arguments: unreadable)
    func `an answer that is no whole verdict buys nothing, and a person is told`(_ answer: JSON) async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            try await chain.answer(answer)
            let document = try await chain.document
            #expect(
                document["attention"] == "governance_unreadable" && document["state"] == "requested", "\(document.text)"
            )
            #expect(try await deployment.claim().isEmpty)
        }
    }

    /// Conditions that no campaign applies by itself, whatever it allows.
    static let conditions: [JSON] = [
        ["field": "payload.packages[0].budget", "reason": "no value"],
        ["field": "payload.packages[0].budget", "required_value": 6_000, "reason": "more"],
        ["field": "payload.packages[0].budget", "required_value": -1, "reason": "less than nothing"],
        ["field": "payload.packages[0].budget", "required_value": "3000", "reason": "text for a number"],
        ["field": "payload.packages[0]", "required_value": ["product_id": "q"], "reason": "a whole package"],
        ["field": "payload.packages[7].budget", "required_value": 1, "reason": "not there"],
        ["field": "payload.packages.x.budget", "required_value": 1, "reason": "no place in a list"],
        ["field": "payload.total_budget.amount", "required_value": 1, "reason": "its parent is not there"],
        ["field": "payload.idempotency_key", "required_value": "mine", "reason": "ours"],
        ["field": "payload.context.operation_id", "required_value": "mine", "reason": "ours"],
        ["field": "payload.push_notification_config.url", "required_value": "https://x", "reason": "ours"],
        ["field": "payload", "required_value": [:], "reason": "everything"],
        ["field": "caller", "required_value": "https://x", "reason": "not the request's"],
        ["field": "proposed_commitment.amount", "required_value": 1, "reason": "there is none"],
        ["required_value": 1, "reason": "no field"],
        ["field": 7, "required_value": 1],
        "less",
    ]

    @Test(arguments: conditions)
    func `a condition that is not plainly less is left to a person`(_ condition: JSON) async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment, conditions: "apply")
            let harmless: JSON = ["field": "payload.packages[0].budget", "required_value": 3_000, "reason": "less"]
            try await chain.answer(Chain.conditions(harmless, condition))
            let document = try await chain.document
            #expect(document["attention"] == "governance_conditions", "\(document.text)")
            // Not even the one that could have been.
            #expect(document["request"]?["packages"]?.array?.first?["budget"]?.int == 5_000)
            #expect(try await deployment.claim().isEmpty)
        }
    }

    @Test func `conditions are applied three times at most`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment, conditions: "apply")
            for budget in [4_000, 3_000, 2_000, 1_000] {
                try await chain.answer(
                    Chain.conditions(
                        ["field": "payload.packages.0.budget", "required_value": JSON(budget), "reason": "less"]))
            }
            #expect(try await chain.causes == ["first", "conditions", "conditions", "conditions"])
            let document = try await chain.document
            #expect(document["attention"] == "governance_conditions")
            #expect(document["request"]?["packages"]?.array?.first?["budget"]?.int == 2_000)
        }
    }

    @Test func `the consultation goes back with the next question, and the key is another`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment, conditions: "apply")
            let first = try await chain.answer(
                Chain.conditions(["field": "payload.packages[0].budget", "required_value": 100, "reason": "less"]))
            let second = try await chain.answer(Chain.approval())
            #expect(first["consultation_context"] == nil && second["consultation_context"] == "consultation")
            #expect(first["payload"]?["idempotency_key"] != second["payload"]?["idempotency_key"])
            #expect(second["payload"]?["packages"]?.array?.first?["budget"]?.int == 100)
        }
    }

    @Test func `a verdict after the deadline still counts`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            let step = try await chain.step("check_governance")
            _ = try await deployment.database.prepare(step)
            _ = try await deployment.observe("submitted", step) { $0.taskID = "task-1" }
            let late = Observed(operation: step.operation, channel: .clock, leaseToken: nil, outcome: "timed_out")
            try await chain.administer(
                "update adcp.schedule set step = 'expire', due_at = now() where due_at < 'infinity'")
            let expired = try #require(try await deployment.claim().first)
            _ = try await deployment.observe("timed_out", expired) { $0.milliseconds = nil }
            #expect(try await chain.document["attention"] == "governance_unreachable")
            var truth = late
            truth.channel = .webhook
            truth.outcome = "completed"
            truth.taskID = "task-1"
            truth.value = Chain.approval().text
            truth.recordHash = hash(3)
            _ = try await deployment.database.observe(instance: nil, [truth])
            let commit = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(commit).text != nil)
            #expect(try await chain.document["attention"] == nil)
        }
    }
}
