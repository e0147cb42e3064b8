import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Results that are authentic and none of their tasks' (AdCP convergence, C §7, I-16).
@Suite(.database, .timeLimit(.minutes(5))) struct InvalidResultTests {
    @Test(arguments: Teller.allCases)
    func `I-16: by any channel it settles nothing, is kept and told, and is asked for again`(_ teller: Teller)
        async throws
    {
        try await ToldOperation.with { told in
            if teller != .answer {
                try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            }
            let before = try await told.facts()
            let heard = try await teller.tell(told, ["media_buy_id": "mb_6", "confirmed_at": .null, "revision": 1])
            #expect(heard == (teller == .webhook ? .init(status: .ok) : .init(verdict: .retried)))
            let after = try await told.facts()
            #expect(after.state == before.state && after.settlements == 0 && after.nextSteps == 1)
            #expect(after.events.last == "retried")

            let refused = try await told.document()["refused_results"]?.array
            #expect(refused?.count == 1)
            #expect(
                refused?.first?["channel"]?.string
                    == (teller == .poll ? "reconcile" : teller == .answer ? "call" : "webhook"))
            #expect(refused?.first?["reason"] == "The agent's result is not valid: packages is missing.")
            #expect(refused?.first?["value"] == ["media_buy_id": "mb_6", "confirmed_at": .null, "revision": 1])
            #expect(
                try await told.gateway.row("select kind, subject, detail ->> 'reason' from adcp_report.alarms")
                    == ["result_invalid", "create_media_buy", "The agent's result is not valid: packages is missing."])

            #expect(try await Teller.webhook.complete(told, buy: "mb_7", key: "whk_fedcba9876543210").status == .ok)
            #expect(try await told.facts().isSettledOnce)
            #expect(try await told.document()["result"]?["media_buy_id"] == "mb_7")
        }
    }

    @Test func `the same again is counted, and is news to nobody`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let result: JSON = ["media_buy_id": "mb_6", "confirmed_at": .null, "revision": 1]
            _ = try await Teller.poll.tell(told, result)
            let once = try await told.facts()
            _ = try await Teller.poll.tell(told, result)
            _ = try await Teller.webhook.tell(told, result)
            #expect(try await told.facts() == once)
            #expect(try await told.document()["refused_results"]?.array?.map { $0["times"] } == [3])
            _ = try await Teller.poll.tell(
                told, ["media_buy_id": "mb_6", "confirmed_at": .null, "revision": 1, "packages": [[:]]])
            #expect(try await told.facts().events.count == once.events.count + 1)
            #expect(
                try await told.document()["reason"]
                    == "The agent's result is not valid: packages[0].package_id is missing.")
        }
    }

    @Test func `a seller that says something else each time does not fill the disk`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            for number in 1...20 {
                _ = try await Teller.poll.tell(told, ["media_buy_id": .string("mb_\(number)"), "packages": []])
            }
            #expect(try await told.document()["refused_results"]?.array?.count == 16)
            _ = try await Teller.poll.tell(
                told,
                ["media_buy_id": .string("mb_1"), "packages": [], "x": .string(String(repeating: "x", count: 70_000))])
            #expect(try await told.document()["refused_results"]?.array?.count == 16)
        }
    }

    @Test func `what is too long is counted without its words`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            _ = try await Teller.poll.tell(
                told,
                ["media_buy_id": .string("mb_1"), "packages": [], "x": .string(String(repeating: "x", count: 70_000))])
            let refused = try await told.document()["refused_results"]?.array
            #expect(refused?.count == 1 && refused?.first?["value"]?.isNull == true)
        }
    }

    @Test func `refused results go when they are old`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            _ = try await Teller.poll.tell(told, ["media_buy_id": "mb_6", "packages": []])
            try await told.gateway.change("select adcp_api.maintain()")
            #expect(try await told.document()["refused_results"]?.array?.count == 1)
            try await told.gateway.change("update adcp.refused_results set last_at = now() - interval '91 days'")
            try await told.gateway.change("select adcp_api.maintain()")
            #expect(try await told.document()["refused_results"] == nil)
        }
    }
}

extension Teller {
    /// Tells that the task is completed, with this result.
    func tell(_ told: ToldOperation, _ result: JSON) async throws -> Heard {
        switch self {
        case .answer:
            var body = try #require(result.object)
            (body["status"], body["task_id"]) = ("completed", .string(ToldOperation.task))
            return Heard(verdict: try await told.answer(.object(body)))
        case .poll:
            return Heard(
                verdict: try await told.poll([
                    "status": "completed", "task_id": .string(ToldOperation.task), "task_type": "create_media_buy",
                    "result": result,
                ]))
        case .webhook:
            return Heard(status: try await told.webhook { $0.result = result.text }.status)
        }
    }
}
