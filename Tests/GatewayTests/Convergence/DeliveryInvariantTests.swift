import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import Postgres
import TestSupport
import Testing

/// One delivery, one key, one payload, one effect (AdCP convergence, C §7).
@Suite(.database, .timeLimit(.minutes(5))) struct DeliveryInvariantTests {
    @Test func `I-17: a delivery is bound to its payload before anything comes of it`() async throws {
        try await ToldOperation.with { told in
            let body = told.body()
            try await told.gateway.administer(
                """
                create function public.see() returns trigger language plpgsql security definer as $$
                begin
                    if not exists (select from adcp.webhook_keys where length(fingerprint) = 32) then
                        raise exception 'not bound';
                    end if;
                    return new;
                end $$;
                create trigger see before insert on adcp.settlements for each row execute function public.see();
                """)
            #expect(try await told.sender.sendSigned(body).json == ["status": "accepted"])
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `I-18: the same delivery while the first is under way is sent back`() async throws {
        try await ToldOperation.with { told in
            let body = told.body()
            try await told.holdingTheOperation { letGo in
                // Another instance is at it, and hangs.
                async let first = told.sender.sendSigned(body)
                let second = try await told.gateway.asAnotherInstance { other in
                    try await told.sender.at(other).sendSigned(body)
                }
                #expect(second.status == .serviceUnavailable && second.headers[.retryAfter] != nil)
                try await letGo()
                _ = try await first
            }
            // Where the first gave up waiting, the delivery is kept, and applied by whichever instance looks next.
            try await told.gateway.passGrace()
            _ = try await told.gateway.database.applyWebhooks(limit: 10)
            #expect(try await told.sender.sendSigned(body).status == .ok)
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `I-19, I-22: the same delivery after it was taken is acknowledged, however it is spaced`() async throws {
        try await ToldOperation.with { told in
            let body = told.body()
            #expect(try await told.sender.sendSigned(body).json == ["status": "accepted"])
            let before = try await told.facts()
            for again in [body, body.replacing(",", with: " ,\n"), try WebhookBody.reordered(body)] {
                #expect(try await told.sender.sendSigned(again).json == ["status": "duplicate"])
            }
            #expect(try await told.facts() == before)
        }
    }

    @Test func `I-20: another payload under a used key is a conflict, kept for people and nothing else`() async throws {
        try await ToldOperation.with { told in
            #expect(try await told.webhook { ($0.status, $0.result) = ("working", "{}") }.status == .ok)
            let before = try await told.facts()
            let response = try await told.webhook()
            #expect(response.status == .conflict && response.problemCode == "webhook_key_conflict")
            #expect(try await told.facts() == before)
            let conflict = try await told.gateway.row(
                "select kind, idempotency_key, (kept_hash <> refused_hash)::text from adcp_report.webhook_conflicts")
            #expect(conflict == ["key", "whk_0123456789abcdef", "true"])
            // The binding is what it was.
            let first = try await told.webhook { ($0.status, $0.result) = ("working", "{}") }
            #expect(first.json == ["status": "duplicate"])
        }
    }

    @Test func `I-21: two deliveries of one outcome are one effect`() async throws {
        try await ToldOperation.with { told in
            let first = try await told.webhook()
            let second = try await told.webhook { $0.key = "whk_fedcba9876543210" }
            #expect(first.status == .ok && second.status == .ok)
            #expect(try await told.facts().isSettledOnce)
            #expect(try await told.gateway.row("select count(*)::text from adcp.webhook_keys") == ["2"])
        }
    }

    @Test(arguments: [#"{"a":1,"a":1,"#, #"{"deep":[{"a":1,"a":2}],"#])
    func `I-23: what has a name twice is refused before anything is made of it`(_ start: String) async throws {
        try await ToldOperation.with { told in
            let before = try await told.facts()
            let response = try await told.sender.sendSigned(start + told.body().dropFirst())
            #expect(response.status == .badRequest)
            #expect(response.json["detail"]?.string?.hasPrefix("webhook_body_malformed") == true)
            #expect(try await told.facts() == before)
            #expect(try await told.gateway.row("select count(*)::text from adcp.webhook_keys") == ["0"])
        }
    }

    @Test func `I-16: a payload that is none is kept for people, raises an alarm, and polling goes on`() async throws {
        try await ToldOperation.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let before = try await told.facts()
            #expect(try await told.webhook { $0.timestamp = "yesterday" }.status == .badRequest)
            #expect(try await told.facts() == before)
            let kept = try await told.gateway.get("/v1/webhooks?verdict=invalid").json["webhooks"]?.array?.first
            #expect(kept?["reason"] == "timestamp is invalid")
            #expect(
                try await told.gateway.row("select kind, subject from adcp_report.alarms")
                    == ["webhook_refused", "webhook_payload_invalid"])
        }
    }

    @Test func `I-24: of many receivers at once one takes the delivery`() async throws {
        try await ToldOperation.with { told in
            let body = told.body()
            let answers = try await told.gateway.asAnotherInstance { other in
                try await withThrowingTaskGroup(of: TestResponse.self) { group in
                    for number in 0..<24 {
                        let sender = number.isMultiple(of: 2) ? told.sender : told.sender.at(other)
                        group.addTask { try await sender.sendSigned(body) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            #expect(answers.count { $0.json == ["status": "accepted"] } == 1)
            #expect(answers.allSatisfy { $0.status == .ok || $0.status == .serviceUnavailable })
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `I-25: a crash after the claim leaves nothing that the sender's retry does not mend`() async throws {
        try await ToldOperation.with { told in
            let body = told.body()
            try await told.holdingTheOperation { letGo in
                async let first = told.sender.sendSigned(body)
                try await told.untilSomebodyWaitsForTheOperation()
                // The session that has claimed the delivery and not settled it dies.
                _ = try await told.gateway.row(
                    "select pg_terminate_backend(pid)::text from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
                )
                #expect(try await first.status == .serviceUnavailable)
                try await letGo()
            }
            try await told.gateway.passGrace()
            _ = try await told.gateway.database.applyWebhooks(limit: 10)
            #expect(try await told.sender.sendSigned(body).status == .ok)
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `I-26: what cannot be applied is bound, asked for again and tried again`() async throws {
        try await ToldOperation.with { told in
            try await told.gateway.administer(
                "alter table adcp.settlements add constraint closed check (settled_at < '2000-01-01') not valid")
            let body = told.body()
            #expect(try await told.sender.sendSigned(body).status == .serviceUnavailable)
            #expect(try await told.sender.sendSigned(body).status == .serviceUnavailable)
            #expect(try await told.facts().settlements == 0)
            #expect(try await told.webhook { $0.status = "failed" }.status == .conflict)
            let alarm = try await told.gateway.row("select kind, subject from adcp_report.alarms")
            #expect(alarm == ["webhook_not_applied", "23514"])
            try await told.gateway.administer("alter table adcp.settlements drop constraint closed")
            try await told.gateway.passGrace()
            #expect(try await told.gateway.database.applyWebhooks(limit: 10) == [told.operation])
            #expect(try await told.sender.sendSigned(body).json == ["status": "duplicate"])
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `a sender that has as many under way as it may is told so, and others are not`() async throws {
        try await TestGateway.with(configure: { $0.limits.webhooksInFlightPerSender = 1 }) { gateway in
            let told = try await ToldOperation.submitted(at: gateway, .registered("hmac-sha256", at: gateway))
            let other = try await WebhookSender.registered("hmac-sha256", at: gateway, agent: "other")
            try await told.holdingTheOperation { letGo in
                async let first = told.webhook()
                try await told.untilSomebodyWaitsForTheOperation()
                let second = try await told.webhook { $0.key = "whk_fedcba9876543210" }
                #expect(second.status == .tooManyRequests && second.headers[.retryAfter] == "1")
                #expect(second.problemCode == "too_many_requests")
                #expect(try await other.sendSigned(WebhookBody(task: "unheard-of").text).status == .serviceUnavailable)
                try await letGo()
                _ = try await first
            }
            #expect(try await told.webhook { $0.key = "whk_another_key_0001" }.status != .tooManyRequests)
        }
    }
}
