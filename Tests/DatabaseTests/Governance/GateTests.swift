import AdCP
import Database
import Foundation
import TestSupport
import Testing

/// Nothing that is governed leaves the database without an approval of these very bytes that has not run out.
@Suite(.database, .timeLimit(.minutes(1))) struct GateTests {
    @Test func `what is asked about is what is sent, with the approval beside it`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            let asked = try await chain.answer(Chain.approval("a-token"))
            let step = try await chain.step("create_media_buy")
            let text = try #require(try await deployment.database.prepare(step).text)
            var sent = try #require(JSON(parsing: text).object)
            #expect(sent["governance_context"] == "a-token")
            sent["governance_context"] = nil
            #expect(JSON.object(sent).canonical == asked["payload"]?.canonical)
            #expect(sent["plan_id"] == "plan", "a seller of 3.1 needs the plan's name")
            #expect(asked["target_agent"] == "https://seller.example/mcp" && asked["caller"] == "https://buyer.example")
        }
    }

    @Test func `an approval that ran out is asked for anew, and the same request goes with the new one`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            let first = try await chain.answer(Chain.approval("old"))
            try await chain.expire()
            let early = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(early) == .held)
            #expect(try await chain.document["next_step"]?["is_held"]?.bool == true)
            #expect(try await chain.causes == ["first", "expired"])

            let second = try await chain.answer(Chain.approval("new"))
            #expect(second["payload"]?.canonical == first["payload"]?.canonical)
            let step = try await chain.step("create_media_buy")
            let sent = try JSON(parsing: try #require(try await deployment.database.prepare(step).text))
            #expect(sent["governance_context"] == "new")
            #expect(sent["idempotency_key"] == first["payload"]?["idempotency_key"])
            #expect(try await deployment.database.prepare(early) == .held, "the first lease is lost")
        }
    }

    @Test func `approvals that always run out end with a person`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            for _ in 0...5 {
                try await chain.answer(Chain.approval())
                try await chain.expire()
                let step = try await chain.step("create_media_buy")
                #expect(try await deployment.database.prepare(step) == .held)
            }
            #expect(try await deployment.claim().isEmpty)
            #expect(try await chain.document["attention"] == "governance_expired")
            _ = try await deployment.database.decide(CommitDecision(.checkAgain, by: "Ada"), of: chain.commit)
            try await chain.answer(Chain.approval())
            let step = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(step).text != nil)
        }
    }

    @Test func `other bytes than those that were approved do not pass`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            try await chain.answer(Chain.approval())
            try await chain.administer(
                "update adcp.operation_payloads set frozen = replace(frozen, '5000', '9000') where is_governed")
            let step = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(step) == .held)
        }
    }

    @Test func `a seller that refuses an approval gets a new one, once`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            try await chain.answer(Chain.approval("first"))
            let refused = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(refused).text != nil)
            #expect(try await deployment.database.checkAgain(refused))
            #expect(try await chain.document["state"] == "calling_adcp")
            try await chain.answer(Chain.approval("second"))
            let again = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(again).text?.contains("second") == true)
            #expect(try await !deployment.database.checkAgain(again), "the refusal stands")
            #expect(try await chain.causes == ["first", "refused"])
        }
    }

    @Test func `a release that is pinned anew is another request, and asked about anew`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            let first = try await chain.answer(Chain.approval())
            let step = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(step).text != nil)
            try await deployment.recordCapabilities(version: "3.0")
            #expect(try await deployment.database.refreeze(step) == .held)
            let second = try await chain.answer(Chain.approval())
            #expect(second["payload"]?["adcp_version"] == "3.0")
            #expect(second["payload"]?["idempotency_key"] != first["payload"]?["idempotency_key"])
            #expect(try await chain.causes == ["first", "version"])
        }
    }

    @Test func `a commitment that may have been made is not refused when its approval is not renewed`() async throws {
        try await Deployment.with { deployment async throws in
            let chain = try await Chain(deployment)
            try await chain.answer(Chain.approval())
            let step = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(step).text != nil)
            _ = try await deployment.observe("outcome_unknown", step)
            try await chain.expire()
            try await chain.administer("update adcp.schedule set due_at = now() where due_at < 'infinity'")
            let again = try await chain.step("create_media_buy")
            #expect(try await deployment.database.prepare(again) == .held)
            try await chain.answer(["check_id": "check-2", "verdict": "denied", "explanation": "No more."])
            let document = try await chain.document
            #expect(
                document["state"] == "calling_adcp" && document["attention"] == "outcome_unknown", "\(document.text)")
            // Nobody reports a failure that nobody knows of.
            #expect(try await deployment.claim().allSatisfy { $0.task != "report_plan_outcome" })
        }
    }
}
