import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import Orchestrator
import Synchronization
import TestSupport
import Testing

/// `/v1/webhooks/{id}/replay` and `/v1/agents/{name}/webhook-test`: what operators do about webhooks.
@Suite(.database, .timeLimit(.minutes(5))) struct ReplayTests {
    @Test func `a delivery that was applied is a duplicate when it is replayed`() async throws {
        try await ToldOperation.with { told in
            _ = try await told.webhook()
            let id = try #require(
                try await told.gateway.get("/v1/webhooks").json["webhooks"]?.array?.first?["id"]?.string)
            let replayed = try await told.gateway.send(.post, "/v1/webhooks/\(id)/replay")
            #expect(replayed.status == .ok)
            #expect(replayed.json["verdict"] == "duplicate")
            #expect(try await told.gateway.get("/v1/webhooks/\(id)").json["verdict"] == "moved")
            #expect(replayed.json["operation"]?.string == told.operation.id.uuidString.lowercased())
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `a delivery that no operation took is applied once there is one`() async throws {
        try await ToldOperation.with { told in
            _ = try await told.sender.sendSigned(WebhookBody().text)
            try await told.gateway.passGrace()
            _ = try await told.gateway.database.applyWebhooks(limit: 10)
            let list = try await told.gateway.get("/v1/webhooks?verdict=unmatched").json["webhooks"]?.array
            let id = try #require(list?.first?["id"]?.string)
            let early = try await told.gateway.send(.post, "/v1/webhooks/\(id)/replay")
            #expect(early.json == ["id": .string(id), "verdict": "unmatched"])
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let rival = try await told.gateway.asAnotherTenant()
            #expect(try await rival.send(.post, "/v1/webhooks/\(id)/replay").status == .notFound)
            let replayed = try await told.gateway.send(.post, "/v1/webhooks/\(id)/replay")
            #expect(replayed.json["verdict"] == "moved")
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `what was refused is not replayed`() async throws {
        try await ToldOperation.with { told in
            _ = try await told.webhook { $0.timestamp = "yesterday" }
            let id = try #require(
                try await told.gateway.get("/v1/webhooks").json["webhooks"]?.array?.first?["id"]?.string)
            for id in [id, "one", UUID().uuidString] {
                let replayed = try await told.gateway.send(.post, "/v1/webhooks/\(id)/replay")
                #expect(replayed.status == .notFound)
            }
        }
    }

    @Test(arguments: ["hmac-sha256", "bearer", "rfc9421"])
    func `a trial shows that webhooks arrive`(_ mode: String) async throws {
        try await Loop.with { gateway in
            _ = try await WebhookSender.registered(mode, at: gateway)
            let trial = try await gateway.send(.post, "/v1/agents/seller/webhook-test")
            #expect(trial.status == .ok)
            #expect(trial.json["ok"] == true, "\(trial.text)")
            #expect(trial.json["status"] == (mode == "rfc9421" ? 415 : 200))
            let list = try await gateway.get("/v1/webhooks").json["webhooks"]?.array
            #expect(list?.map { $0["verdict"] } == (mode == "rfc9421" ? [] : ["tested"]))
            #expect(try await gateway.row("select count(*)::text from adcp.alarms") == ["0"])
        }
    }

    @Test func `a trial says what stands in the way of webhooks`() async throws {
        try await Loop.with { gateway in
            #expect(try await gateway.send(.post, "/v1/agents/nobody/webhook-test").status == .notFound)
            let unasked = try await gateway.send(.post, "/v1/agents/seller/webhook-test")
            #expect(unasked.status == .conflict)
        }
        try await TestGateway.with(configure: { $0.webhookPoster = Silence() }) { gateway in
            _ = try await WebhookSender.registered("hmac-sha256", at: gateway)
            let trial = try await gateway.send(.post, "/v1/agents/seller/webhook-test")
            #expect(trial.json["ok"] == false && trial.json["status"] == nil)
        }
    }
}

/// A deployment that reaches itself at its public address.
private final class Loop: WebhookPoster {
    private let gateway = Mutex<TestGateway?>(nil)

    static func with(_ test: @escaping @Sendable (TestGateway) async throws -> Void) async throws {
        let loop = Loop()
        try await TestGateway.with(configure: { $0.webhookPoster = loop }) { gateway in
            loop.gateway.withLock { $0 = gateway }
            try await test(gateway)
            loop.gateway.withLock { $0 = nil }
        }
    }

    func post(_ url: String, fields: [(String, String)], body: [UInt8]) async -> WebhookPosted? {
        guard let gateway = self.gateway.withLock({ $0 }), url.hasPrefix(TestGateway.publicURL) else { return nil }
        let headers = HTTPFields(
            fields.compactMap { name, value in
                HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
            })
        let response = try? await gateway.send(
            .post, String(url.dropFirst(TestGateway.publicURL.count)), headers: headers,
            body: String(decoding: body, as: UTF8.self), isAuthorized: false)
        return response.map { WebhookPosted(status: Int($0.status.code), body: $0.text) }
    }
}

private struct Silence: WebhookPoster {
    func post(_ url: String, fields: [(String, String)], body: [UInt8]) async -> WebhookPosted? { nil }
}
