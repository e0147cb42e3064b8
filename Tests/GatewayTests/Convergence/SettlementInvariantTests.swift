import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// One settlement for ever, whoever tells it first (AdCP convergence, C §7).
@Suite(.database, .timeLimit(.minutes(5))) struct SettlementInvariantTests {
    @Test(arguments: Teller.allCases)
    func `I-1: the first outcome settles the operation, with one effect, by any channel`(_ teller: Teller) async throws
    {
        try await ToldOperation.with { told in
            #expect(try await teller.complete(told, buy: "mb_7", key: "whk_0123456789abcdef") == teller.taken)
            let facts = try await told.facts()
            #expect(facts.state == "completed" && facts.isSettledOnce)
            #expect(facts.settledBy == (teller == .answer ? "call" : teller == .poll ? "reconcile" : "webhook"))
            #expect(try await told.document()["result"]?["media_buy_id"] == "mb_7")
        }
    }

    @Test(arguments: Teller.pairs)
    func `I-2: the same outcome again is acknowledged and has no second effect`(
        _ first: Teller, _ second: Teller
    ) async throws {
        try await ToldOperation.with { told in
            _ = try await first.complete(told, buy: "mb_7", key: "whk_0123456789abcdef")
            let settled = try await told.document()
            #expect(try await second.complete(told, buy: "mb_7", key: "whk_fedcba9876543210") == second.known)
            let facts = try await told.facts()
            #expect(facts.isSettledOnce && facts.events.last == "duplicate" && facts.attention == nil)
            #expect(try await told.document()["settled_at"] == settled["settled_at"])
        }
    }

    @Test(arguments: Teller.pairs)
    func `I-3: another outcome than the winner is a conflict, and the winner stays`(
        _ first: Teller, _ second: Teller
    ) async throws {
        try await ToldOperation.with { told in
            _ = try await first.complete(told, buy: "mb_7", key: "whk_0123456789abcdef")
            #expect(try await second.complete(told, buy: "mb_8", key: "whk_fedcba9876543210") == second.contradicting)
            let facts = try await told.facts()
            #expect(facts.isSettledOnce && facts.events.last == "conflict" && facts.attention == "conflict")
            #expect(try await told.document()["result"]?["media_buy_id"] == "mb_7")
            let conflict = try await told.gateway.row(
                """
                select kind, kept_hash ~ '^[0-9a-f]{64}$' and refused_hash ~ '^[0-9a-f]{64}$' and kept_hash <> refused_hash
                from adcp_report.webhook_conflicts
                """)
            #expect(conflict == ["outcome", "t"])
        }
    }

    @Test(arguments: ["working", "submitted", "input-required", "auth-required", "unknown"])
    func `I-4: what is open after the end is stale`(_ status: String) async throws {
        try await ToldOperation.with { told in
            #expect(try await told.webhook().status == .ok)
            let late = try await told.webhook {
                ($0.key, $0.status, $0.result) = ("whk_fedcba9876543210", status, "{}")
            }
            #expect(late.status == .ok)
            let facts = try await told.facts()
            #expect(facts.state == "completed" && facts.isSettledOnce && facts.events.last == "stale")
        }
    }

    @Test(arguments: ["mb_7", "mb_8"])
    func `I-5, I-6: an answer, a poll and a webhook at once have one winner`(_ other: String) async throws {
        try await ToldOperation.with { told in
            async let answer = Teller.answer.complete(told, buy: "mb_7", key: "")
            async let poll = Teller.poll.complete(told, buy: other, key: "")
            async let webhook = Teller.webhook.complete(told, buy: other, key: "whk_0123456789abcdef")
            let heard: [(Teller, Teller.Heard)] = [
                (.answer, try await answer), (.poll, try await poll), (.webhook, try await webhook),
            ]
            let facts = try await told.facts()
            #expect(facts.isSettledOnce)
            let winner = try await told.document()["result"]?["media_buy_id"]?.string
            for (teller, heard) in heard where "\(teller)" != facts.settledBy {
                let said = teller == .answer ? "mb_7" : other
                #expect(
                    heard == (said == winner ? teller.known : teller.contradicting)
                        || (said == winner && heard == teller.taken))
            }
            #expect(heard.count { $0.1.verdict == .moved } + (facts.settledBy == "webhook" ? 1 : 0) == 1)
        }
    }

    @Test func `I-14: an end that an old poll tells without its record is completed by the record`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            #expect(
                try await told.poll(
                    [
                        "status": "failed", "task_id": .string(ToldOperation.task),
                        "error": ["code": "PRODUCT_UNAVAILABLE", "message": "Sold"],
                    ], servedVersion: "3.0") == .moved)
            let errors = #"{"errors":[{"code":"PRODUCT_UNAVAILABLE","message":"Sold to another"}]}"#
            let record = try await told.webhook { ($0.status, $0.result) = ("failed", errors) }
            #expect(record.status == .ok)
            var facts = try await told.facts()
            #expect(facts.state == "failed" && facts.isSettledOnce && facts.events.last == "supplemented")
            #expect(try await told.webhook { $0.key = "whk_fedcba9876543210" }.status == .conflict)
            facts = try await told.facts()
            #expect(facts.state == "failed" && facts.isSettledOnce && facts.attention == "conflict")
        }
    }

    @Test func `I-15: a poll whose result and error disagree decides nothing`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let verdict = try await told.poll([
                "status": "failed", "task_id": .string(ToldOperation.task),
                "error": ["code": "PRODUCT_UNAVAILABLE", "message": "Sold"],
                "result": ["errors": [["code": "BUDGET_TOO_LOW", "message": "More"]]],
            ])
            #expect(verdict == .retried)
            let facts = try await told.facts()
            #expect(facts.state == "submitted" && facts.settlements == 0 && facts.nextSteps == 1)
        }
    }

    @Test func `I-35: of open states the later one stands, whichever comes last`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let later = try await told.webhook {
                ($0.status, $0.result, $0.timestamp) = ("input-required", "{}", "2026-11-02T00:00:00Z")
            }
            let earlier = try await told.webhook {
                ($0.key, $0.status, $0.result) = ("whk_fedcba9876543210", "working", "{}")
                $0.timestamp = "2026-11-01T00:00:00Z"
            }
            #expect(later.status == .ok && earlier.status == .ok)
            let facts = try await told.facts()
            #expect(facts.state == "input_required" && facts.events.last == "stale")
        }
    }

    @Test func `I-36: a task webhook for what was done in the call itself settles nothing`() async throws {
        try await ToldOperation.with { told in
            try await told.answer([
                "status": "completed", "media_buy_id": "mb_7", "confirmed_at": .null, "revision": 1, "packages": [],
            ])
            let before = try await told.facts()
            #expect(try await told.webhook().status == .conflict)
            #expect(try await told.facts() == before)
            let list = try await told.gateway.get("/v1/webhooks?verdict=mismatched").json
            #expect(list["webhooks"]?.array?.count == 1)
        }
    }
}
