import AdCP
import Database
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Whose word is about what: identifiers are never taken for one another (AdCP convergence, C §7).
@Suite(.database, .timeLimit(.minutes(5))) struct IdentityInvariantTests {
    @Test func `I-7: a webhook before the answer settles the operation, and the answer comes late`() async throws {
        try await ToldOperation.with { told in
            #expect(try await told.webhook().status == .ok)
            let settled = try await told.facts()
            #expect(settled.state == "completed" && settled.task == ToldOperation.task && settled.isSettledOnce)
            let answer: JSON = ["status": "submitted", "task_id": .string(ToldOperation.task)]
            #expect(try await told.answer(answer) == .stale)
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `I-8: an answer that names another task than the webhook did is a conflict`() async throws {
        try await ToldOperation.with { told in
            #expect(try await told.webhook().status == .ok)
            #expect(try await told.answer(["status": "submitted", "task_id": "task-2"]) == .conflict)
            let facts = try await told.facts()
            #expect(facts.task == ToldOperation.task && facts.isSettledOnce && facts.attention == "conflict")
        }
    }

    @Test(arguments: ["working", "completed"])
    func `I-9: another task for a bound operation is no successor`(_ status: String) async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let response = try await told.webhook { ($0.task, $0.status) = ("task-2", status) }
            #expect(response.status == .conflict && response.problemCode == "webhook_conflict")
            let facts = try await told.facts()
            #expect(facts.state == "submitted" && facts.task == ToldOperation.task && facts.attention == "conflict")
        }
    }

    @Test func `I-10: a known task under another type, or of another operation, settles nothing`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let other = try await ToldOperation.submitted(at: told.gateway, told.sender)
            let wrongType = try await told.webhook { $0.type = "update_media_buy" }
            #expect(wrongType.status == .conflict)
            let wrongOperation = try await other.webhook { $0.key = "whk_fedcba9876543210" }
            #expect(wrongOperation.status == .conflict)
            #expect(try await told.facts().settlements == 0)
            #expect(try await other.facts().settlements == 0)
            #expect(try await other.facts().task == nil)
        }
    }

    @Test func `I-11: what speaks of nothing known is asked for again, then kept for people`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let body = WebhookBody(task: "never-heard-of").text
            for _ in 0..<2 {
                let early = try await sender.sendSigned(body)
                #expect(early.status == .serviceUnavailable && early.headers[.retryAfter] == "5")
            }
            try await gateway.passGrace()
            #expect(try await gateway.database.applyWebhooks(limit: 10).isEmpty)
            #expect(try await sender.sendSigned(body).json == ["status": "duplicate"])
            let list = try await gateway.get("/v1/webhooks?verdict=unmatched").json["webhooks"]?.array
            #expect(list?.count == 1)
            #expect(
                try await gateway.row("select kind, times::text from adcp_report.alarms") == ["webhook_unmatched", "1"])
        }
    }

    @Test func `I-11: what was kept is applied once its operation is known`() async throws {
        try await ToldOperation.with { told in
            // An agent of AdCP 3.0 need not repeat our identifier.
            let body = WebhookBody().text
            #expect(try await told.sender.sendSigned(body).status == .serviceUnavailable)
            try await told.gateway.passGrace()
            _ = try await told.gateway.database.applyWebhooks(limit: 10)
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            #expect(try await told.gateway.database.applyWebhooks(limit: 10) == [told.operation])
            let facts = try await told.facts()
            #expect(facts.state == "completed" && facts.isSettledOnce && facts.settledBy == "webhook")
            let list = try await told.gateway.get("/v1/webhooks?operation=\(told.operation.id)").json["webhooks"]
            #expect(list?.array?.map { $0["verdict"] } == ["moved"])
        }
    }

    @Test func `I-12: a task of another seller is another task`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let stranger = try await WebhookSender.registered("hmac-sha256", at: told.gateway, agent: "stranger")
            let byTask = try await stranger.sendSigned(WebhookBody().text)
            let byOperation = try await stranger.sendSigned(told.body { $0.key = "whk_fedcba9876543210" })
            #expect(byTask.status == .serviceUnavailable && byOperation.status == .serviceUnavailable)
            #expect(try await told.facts().state == "submitted")
        }
    }

    @Test func `I-13: a seller that does not know its own task is asked at once`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            #expect(try await told.webhook { ($0.status, $0.result) = ("unknown", "{}") }.status == .ok)
            #expect(try await told.facts().state == "submitted")
            let steps = try await told.gateway.database.claim(instance: told.operation.id, limit: 10, after: nil).steps
            #expect(steps.map(\.operation) == [told.operation] && steps.first?.kind == .poll)
        }
    }
}
