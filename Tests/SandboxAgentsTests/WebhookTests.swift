import AdCP
import Crypto
import Foundation
import HTTPTypes
import Testing

@testable import SandboxAgents

@Suite struct WebhookTests {
    private static func field(_ name: String, _ webhook: WebhookReceiver.Received) -> String? {
        HTTPField.Name(name).flatMap { webhook.headers[$0] }
    }

    @Test func `the outcome arrives in the envelope, signed over the bytes that were sent`() async throws {
        try await WebhookReceiver.run { receiver in
            try await RunningSeller.run { seller in
                let buyer = try await Buyer(seller)
                let answer = try await buyer.buy("approve:0", webhook: receiver.registration()).result
                let webhook = try #require(try await receiver.next(1).first)
                let body = try webhook.json
                #expect(body["status"] == "completed")
                #expect(body["task_id"] == answer["task_id"])
                #expect(body["task_type"] == "create_media_buy")
                #expect(body["operation_id"] == "operation")
                #expect(body["token"] == "a token of sixteen bytes")
                #expect(body["timestamp"] != nil)
                #expect((16...255).contains(body["idempotency_key"]?.string?.count ?? 0))
                let made = try await seller.entries(.mediaBuyCreated)
                #expect(made.map { $0["media_buy_id"] } == [body["result"]?["media_buy_id"]])

                let timestamp = try #require(Self.field("x-adcp-timestamp", webhook))
                let code = HMAC<SHA256>.authenticationCode(
                    for: Data("\(timestamp).\(webhook.body)".utf8),
                    using: SymmetricKey(data: Data(WebhookReceiver.secret.utf8)))
                let digits = code.map { String(format: "%02x", $0) }.joined()
                #expect(Self.field("x-adcp-signature", webhook) == "sha256=\(digits)")
                _ = try await seller.waitFor(.webhookFinished) { $0["outcome"] == "acknowledged" }
            }
        }
    }

    @Test func `a bearer receiver gets its credentials back`() async throws {
        try await WebhookReceiver.run { receiver in
            try await RunningSeller.run { seller in
                _ = try await Buyer(seller).buy("reject:0", webhook: receiver.registration("Bearer"))
                let webhook = try #require(try await receiver.next(1).first)
                #expect(Self.field("authorization", webhook) == "Bearer \(WebhookReceiver.secret)")
                #expect(try webhook.json["status"] == "rejected")
            }
        }
    }

    @Test func `every change of an open task is told, in order`() async throws {
        try await WebhookReceiver.run { receiver in
            try await RunningSeller.run { seller in
                let answer = try await Buyer(seller).buy("approve-manual", webhook: receiver.registration()).result
                let task = try #require(answer["task_id"]?.string)
                for status in ["working", "input-required", "completed"] {
                    try await seller.decide(task, status)
                }
                let told = try await receiver.next(3).map { try $0.json["status"]?.string }
                #expect(told == ["working", "input-required", "completed"])
            }
        }
    }

    @Test func `it is tried again with the same key and body until it is taken`() async throws {
        try await WebhookReceiver.run(answering: [.serviceUnavailable, .internalServerError, .ok]) { receiver in
            try await RunningSeller.run { seller in
                _ = try await Buyer(seller).buy("approve:0", webhook: receiver.registration())
                let bodies = try await receiver.next(3).map(\.body)
                #expect(Set(bodies).count == 1)
                let end = try await seller.waitFor(.webhookFinished)
                #expect(end.first?["outcome"] == "acknowledged")
                #expect(try await seller.entries(.webhookAttempted).map { $0["http_status"] } == [503, 500, 200])
            }
        }
    }

    @Test(arguments: [HTTPResponse.Status.unauthorized, .conflict, .badRequest, .notFound])
    func `a receiver that will not have it is left alone`(status: HTTPResponse.Status) async throws {
        try await WebhookReceiver.run(answering: [status]) { receiver in
            try await RunningSeller.run { seller in
                _ = try await Buyer(seller).buy("approve:0", webhook: receiver.registration())
                let end = try await seller.waitFor(.webhookFinished)
                #expect(end.first?["outcome"] == "refused")
                #expect(try await seller.entries(.webhookAttempted).count == 1)
            }
        }
    }

    @Test func `twice means alike, changed means the same key for something else`() async throws {
        try await WebhookReceiver.run { receiver in
            try await RunningSeller.run { seller in
                let buyer = try await Buyer(seller)
                _ = try await buyer.buy("approve:0+webhook-twice", webhook: receiver.registration())
                let alike = try await receiver.next(2)
                #expect(alike.first?.body == alike.last?.body)
                _ = try await buyer.buy("approve:0+webhook-changed", webhook: receiver.registration())
                let changed = try await receiver.next(2).map { try $0.json }
                #expect(changed.first?["idempotency_key"] == changed.last?["idempotency_key"])
                #expect(changed.first?["result"]?["media_buy_id"] != changed.last?["result"]?["media_buy_id"])
            }
        }
    }

    @Test func `the webhook can be there before the answer`() async throws {
        try await WebhookReceiver.run { receiver in
            try await RunningSeller.run { seller in
                let buyer = try await Buyer(seller)
                let product = "approve:600+webhook-before-answer"
                let answer = try await buyer.buy(product, webhook: receiver.registration()).result
                #expect(answer["status"] == "submitted")
                let finished = try await seller.entries(.webhookFinished)
                #expect(finished.map { $0["outcome"] } == ["acknowledged"])
                let task = try #require(answer["task_id"]?.string)
                #expect(try await buyer.poll(task).result["status"] == "completed")
            }
        }
    }

    @Test func `no webhook is owed for a silent seller, an answer at once, or an unknown status`() async throws {
        try await WebhookReceiver.run { receiver in
            try await RunningSeller.run { seller in
                let buyer = try await Buyer(seller)
                for product in ["approve:0+never-calls-back", "instant", "unknown-status:600"] {
                    _ = try await buyer.buy(product, webhook: receiver.registration())
                }
                _ = try await seller.waitFor(.taskChanged, count: 2)
                #expect(try await seller.entries(.webhookDue).isEmpty)
            }
        }
    }

    @Test func `without a secret it is signed with the key that is published, anew at every attempt`() async throws {
        try await WebhookReceiver.run(answering: [.serviceUnavailable, .ok]) { receiver in
            try await RunningSeller.run { seller in
                let registration: JSON = ["url": .string(receiver.url), "operation_id": "operation"]
                _ = try await Buyer(seller).buy("approve:0", webhook: registration)
                let webhooks = try await receiver.next(2)
                let keys = try #require(
                    JSONWebKey.set(JSON(parsing: try await seller.operate("GET", "/.well-known/jwks.json").body)))
                #expect(webhooks.first?.body == webhooks.last?.body)
                let verified = try webhooks.map { try Self.verify($0, at: receiver.url, with: keys) }
                #expect(Set(verified.map(\.nonce)).count == 2)
            }
        }
    }

    @Test func `its operator vouches for it and for its keys`() async throws {
        try await RunningSeller.run { seller in
            let origin = seller.root
            let brand = KeyDiscovery(agentURL: origin + "/mcp").wellKnownURLs
            #expect(brand == [origin + "/.well-known/brand.json"])
            let document = try BrandDocument(parsing: try await seller.operate("GET", "/.well-known/brand.json").body)
            let uri = try KeyDiscovery(agentURL: origin + "/mcp").jwksURI(in: document, at: brand[0], now: 0)
            #expect(uri == origin + "/.well-known/jwks.json")
            let keys = try JSON(parsing: try await seller.operate("GET", "/.well-known/jwks.json").body)
            let list = try await seller.operate("GET", RevocationList.path).body
            #expect(try RevocationList(parsing: list, issuer: origin, jwks: keys).revokedKeyIDs == [])
        }
    }

    private static func verify(
        _ webhook: WebhookReceiver.Received, at url: String, with keys: [String: JSONWebKey]
    ) throws -> VerifiedSignature {
        let address = try #require(URL(string: url))
        let base = "http://127.0.0.1:\(address.port ?? 0)"
        let signature = try WebhookSignature(
            SignedMessage(
                method: "POST", target: address.path, authority: "127.0.0.1:\(address.port ?? 0)", baseURL: base,
                message: WebhookRequest(
                    headers: webhook.headers.map { ($0.name.rawName, $0.value) }, body: Array(webhook.body.utf8))),
            at: Int64(Date().timeIntervalSince1970))
        return try signature.verify(key: keys[signature.keyID], revocations: .known(revoked: []))
    }

    @Test func `a registration that cannot be honoured is refused with the request`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            let login: JSON = ["schemes": ["Bearer"], "credentials": .string(WebhookReceiver.secret)]
            let registrations: [(JSON, String)] = [
                (
                    [
                        "url": "http://127.0.0.1:1/", "operation_id": "o",
                        "authentication": [
                            "schemes": ["RFC9421"], "credentials": .string(WebhookReceiver.secret),
                        ],
                    ], "push_notification_config.authentication.schemes"
                ),
                (["url": "ftp://a/", "operation_id": "o", "authentication": login], "push_notification_config.url"),
                (["url": "http://127.0.0.1:1/", "authentication": login], "push_notification_config.operation_id"),
                (
                    [
                        "url": "http://127.0.0.1:1/", "operation_id": "o",
                        "authentication": ["schemes": ["Bearer"], "credentials": "short"],
                    ], "push_notification_config.authentication.credentials"
                ),
            ]
            for (registration, field) in registrations {
                let answer = try await buyer.buy("approve:0", webhook: registration)
                #expect(try answer.result["adcp_error"]?["field"]?.string == field)
            }
            #expect(try await seller.state()["counts"]?["tasks"] == 0)
        }
    }
}
