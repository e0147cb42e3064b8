import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// What is refused, in the order of AdCP's receiver: address, type and size, proof, content (C §6.3).
@Suite(.database) struct WebhookRefusalTests {
    @Test func `an address that nobody was given is not there`() async throws {
        try await TestGateway.with { gateway in
            let tenant = gateway.tenant.uuidString
            for path in ["/webhooks/x/y", "/webhooks/\(tenant)/\(UUID())", "/webhooks/\(UUID())/\(UUID())"] {
                // Not even a wrong type is told apart.
                let response = try await gateway.send(.post, path, headers: [.contentType: "text/plain"], body: "x")
                #expect(response.status == .notFound)
                #expect(response.problemCode == "not_found")
                #expect(response.json["detail"]?.string == nil)
            }
        }
    }

    @Test func `type and size are judged before the proof`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let text = try await sender.send("x", headers: [.contentType: "text/plain"])
            #expect(text.status == .unsupportedMediaType)
            let large = try await sender.send(String(repeating: " ", count: (1 << 20) + 1), headers: [:])
            #expect(large.status == .contentTooLarge)
        }
    }

    struct Forgery: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let forge: @Sendable (WebhookSender, String) -> HTTPFields
    }

    static let forgeries: [Forgery] = [
        Forgery(testDescription: "nothing", code: "webhook_signature_missing") { _, _ in [:] },
        Forgery(testDescription: "no timestamp", code: "webhook_timestamp_missing") { sender, body in
            var headers = sender.signature(of: body)
            headers[.timestamp] = nil
            return headers
        },
        Forgery(testDescription: "a timestamp in words", code: "webhook_timestamp_not_numeric") { sender, body in
            var headers = sender.signature(of: body)
            headers[.timestamp] = "now"
            return headers
        },
        Forgery(testDescription: "an old one", code: "webhook_timestamp_outside_window") { sender, body in
            sender.signature(of: body, secondsAgo: 301)
        },
        Forgery(testDescription: "one of tomorrow", code: "webhook_timestamp_outside_window") { sender, body in
            sender.signature(of: body, secondsAgo: -400)
        },
        Forgery(testDescription: "another body", code: "webhook_signature_invalid") { sender, body in
            sender.signature(of: body + " ")
        },
        Forgery(testDescription: "another secret", code: "webhook_signature_invalid") { sender, body in
            WebhookSender(
                gateway: sender.gateway, path: sender.path,
                secret: WebhookSecret(deploymentKey: [UInt8](1...32), tenant: UUID(), route: UUID())
            ).signature(of: body)
        },
        Forgery(testDescription: "another way", code: "webhook_mode_mismatch") { sender, _ in
            [.authorization: "Bearer \(sender.secret.text)"]
        },
    ]

    @Test(arguments: forgeries) func `a webhook that is not proven changes nothing`(_ forgery: Forgery) async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let operation = try await gateway.submit()
            let body = WebhookBody(operation: operation).text
            let response = try await sender.send(body, headers: forgery.forge(sender, body))
            #expect(response.status == .unauthorized)
            #expect(response.problemCode == "webhook_unauthenticated")
            #expect(response.headers[.wwwAuthenticate] == "HMAC-SHA256 error=\"\(forgery.code)\"")
            #expect(try await gateway.get(operation.path).json["state"] == "requested")
            // The delivery's key is not taken by what was not believed.
            #expect(try await sender.sendSigned(body).json == ["status": "accepted"])
        }
    }

    @Test func `the proof comes before the content`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let response = try await sender.send("not JSON", headers: [:])
            #expect(response.status == .unauthorized)
        }
    }

    @Test func `a route for bearer tokens takes its token and nothing else`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("bearer", at: gateway)
            let operation = try await gateway.submit()
            let body = WebhookBody(operation: operation, timestamp: WebhookBody.now).text
            let wrong: [HTTPFields] = [
                [:], [.authorization: "Bearer \(gateway.key.text)"], [.authorization: "Basic \(sender.secret.text)"],
                sender.signature(of: body),
            ]
            for headers in wrong {
                let response = try await sender.send(body, headers: headers)
                #expect(response.status == .unauthorized)
                #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Bearer error=") == true)
            }
            let right = try await sender.send(body, headers: [.authorization: "Bearer \(sender.secret.text)"])
            #expect(right.status == .ok)
        }
    }

    @Test func `what a bearer token proves is old after five minutes`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("bearer", at: gateway)
            let operation = try await gateway.submit()
            for time in [-400.0, 400] {
                let timestamp = Date(timeIntervalSinceNow: time).formatted(.iso8601)
                let response = try await sender.send(
                    WebhookBody(operation: operation, timestamp: timestamp).text,
                    headers: [.authorization: "Bearer \(sender.secret.text)"])
                #expect(response.status == .unauthorized)
                #expect(
                    response.headers[.wwwAuthenticate] == "Bearer error=\"webhook_timestamp_outside_window\"")
            }
            #expect(try await gateway.get(operation.path).json["state"] == "requested")
        }
    }

    @Test func `another way than the registered one raises an alarm`() async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let response = try await sender.send(
                WebhookBody().text, headers: [.authorization: "Bearer \(sender.secret.text)"])
            #expect(response.status == .unauthorized)
            #expect(
                try await gateway.row("select agent, kind, subject from adcp_report.alarms")
                    == ["seller", "webhook_refused", "webhook_mode_mismatch"])
            // Nothing of what was not believed is kept.
            #expect(try await gateway.get("/v1/webhooks").json["webhooks"] == [])
        }
    }

    @Test(arguments: [
        ("not JSON", "webhook_body_malformed"), (#"{"a":1,"a":2}"#, "webhook_body_malformed"),
        ("[]", "webhook_payload_invalid"), (#"{"media_buy_id":"mb_7"}"#, "webhook_payload_invalid"),
        (WebhookBody(status: "done").text, "webhook_payload_invalid"),
        (WebhookBody(timestamp: "yesterday").text, "webhook_payload_invalid"),
        (WebhookBody(key: "short").text, "webhook_payload_invalid"),
    ])
    func `content that is no task notification is refused`(_ body: String, _ code: String) async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let response = try await sender.sendSigned(body)
            #expect(response.status == .badRequest)
            #expect(response.problemCode == "webhook_body_malformed")
            #expect(response.json["detail"]?.string?.hasPrefix("\(code): ") == true)
        }
    }

    @Test func `a deployment that lost its key asks senders to come back`() async throws {
        try await TestGateway.with(configure: { $0.webhookKeys = WebhookKeys([]) }) { gateway in
            let agent = AgentDescription(
                name: "seller", url: "https://seller.example/mcp", webhookMode: .hmacSHA256,
                publicURL: TestGateway.publicURL)
            try await gateway.database.putAgent(agent, tenant: gateway.tenant)
            let url = try #require(try await gateway.get("/v1/agents/seller").json["webhook_url"]?.string)
            let response = try await gateway.send(
                .post, url.replacing(TestGateway.publicURL, with: ""), body: WebhookBody().text, isAuthorized: false)
            #expect(response.status == .serviceUnavailable)
            #expect(response.headers[.retryAfter] == "60")
        }
    }

    @Test func `while the deployment's key is replaced, secrets of both are good`() async throws {
        let old = [UInt8](repeating: 9, count: 31) + [2]
        try await TestGateway.with(configure: {
            $0.webhookKeys = WebhookKeys([TestGateway.webhookKey, old])
        }) { gateway in
            for key in [TestGateway.webhookKey, old] {
                let sender = try await WebhookSender.registered("hmac-sha256", at: gateway, deploymentKey: key)
                let operation = try await gateway.submit()
                let body = WebhookBody(
                    key: "whk_0123456789abcd_\(key[0])", operation: operation, task: "task-\(key[0])"
                ).text
                #expect(try await sender.sendSigned(body).status == .ok)
            }
        }
    }
}
