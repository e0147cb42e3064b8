import Database
import Postgres
import AdCP
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@Suite(.database, .timeLimit(.minutes(5))) struct WebhookDeliveryTests {
    @Test func `a proven webhook settles its operation`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            let response = try await sender.sendSigned(WebhookBody(operation: operation).text)
            #expect(response.status == .ok)
            #expect(response.json == ["status": "accepted"])
            let document = try await gateway.get(operation.path).json
            #expect(document["state"] == "completed")
            #expect(document["channel"] == "webhook")
            #expect(document["task_id"] == "task-1")
            #expect(document["result"]?["media_buy_id"] == "mb_7")
        }
    }

    @Test func `a webhook answers the request that waits for its operation`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            async let waited = gateway.get(operation.path, headers: [.prefer: "wait=50"])
            try await gateway.untilSomebodyWaits(for: operation)
            _ = try await sender.sendSigned(WebhookBody(operation: operation).text)
            #expect(try await waited.json["state"] == "completed")
        }
    }

    @Test func `the same webhook again changes nothing`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            let body = WebhookBody(operation: operation).text
            _ = try await sender.sendSigned(body)
            let before = try await gateway.get(operation.path).json
            let again = try await sender.sendSigned(body)
            #expect(again.status == .ok)
            #expect(again.json == ["status": "duplicate"])
            let respaced = try await sender.sendSigned(body.replacing(",", with: " , "))
            #expect(respaced.json == ["status": "duplicate"])
            #expect(try await gateway.get(operation.path).json == before)
        }
    }

    @Test func `a webhook that is kept and not applied yet is asked for again`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            let body = WebhookBody(operation: operation).text
            _ = try await sender.sendSigned(body)
            // As a crash between keeping and applying leaves it.
            try await TestDatabase.current.withPool(isApplication: false) { owner in
                _ = try await owner.withConnection { connection in
                    try connection.script(
                        "update adcp.webhook_keys set applied_at = null, due_at = now(), verdict = null")
                }
            }
            let again = try await sender.sendSigned(body)
            #expect(again.status == .serviceUnavailable)
            #expect(again.problemCode == "webhook_in_progress")
            #expect(again.headers[.retryAfter] == "1")
            _ = try await gateway.database.applyWebhooks(limit: 10)
            #expect(try await sender.sendSigned(body).json == ["status": "duplicate"])
        }
    }

    @Test func `other content under the same key is a conflict and changes nothing`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            var body = WebhookBody(operation: operation)
            _ = try await sender.sendSigned(body.text)
            body.result = #"{"media_buy_id":"mb_8","confirmed_at":null,"revision":1,"packages":[]}"#
            let response = try await sender.sendSigned(body.text)
            #expect(response.status == .conflict)
            #expect(response.problemCode == "webhook_key_conflict")
            #expect(try await gateway.get(operation.path).json["result"]?["media_buy_id"] == "mb_7")
        }
    }

    @Test func `another outcome than the one that is known is a conflict`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            var body = WebhookBody(operation: operation)
            _ = try await sender.sendSigned(body.text)
            body.key = "whk_fedcba9876543210"
            body.result = #"{"media_buy_id":"mb_8","confirmed_at":null,"revision":1,"packages":[]}"#
            let response = try await sender.sendSigned(body.text)
            #expect(response.status == .conflict)
            #expect(response.problemCode == "webhook_conflict")
            let document = try await gateway.get(operation.path).json
            #expect(document["result"]?["media_buy_id"] == "mb_7")
            #expect(document["attention"] == "conflict")
        }
    }

    @Test func `an agent cannot speak of another tenant's operation`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let rival = try await gateway.asAnotherTenant()
            let sender = try await WebhookSender.registered("hmac-sha256", at: rival)
            let response = try await sender.sendSigned(WebhookBody(operation: operation).text)
            #expect(response.status == .serviceUnavailable)
            #expect(try await gateway.get(operation.path).json["state"] == "requested")
        }
    }

    @Test func `a pause reaches the operation with its reason`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("bearer", at: gateway)
            let operation = try await gateway.submit()
            let body = WebhookBody(
                operation: operation, status: "input-required", timestamp: WebhookBody.now,
                result: #"{"reason":"APPROVAL_REQUIRED"}"#)
            let response = try await sender.send(
                body.text, headers: [.authorization: "Bearer \(sender.secret.text)"])
            #expect(response.status == .ok)
            #expect(try await gateway.get(operation.path).json["state"] == "input_required")
        }
    }
}
