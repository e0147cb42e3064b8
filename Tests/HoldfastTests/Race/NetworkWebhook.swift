import AdCP
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A webhook on its way from the seller to Holdfast.
struct NetworkWebhook: Sendable {
    let body: JSON
    let tenant: UUID
    let route: UUID
    /// The instance that it goes to; nil for any.
    var instance: Int?

    /// The media buy of an outcome that the seller never told.
    static let otherBuy = "mb_of_another_outcome"

    var key: String { self.body["idempotency_key"]?.string ?? "" }
    var isTerminal: Bool { self.body["status"]?.string.flatMap(TaskStatus.init(spelled:))?.isTerminal == true }

    func at(_ instance: Int) -> NetworkWebhook {
        var copy = self
        copy.instance = instance
        return copy
    }

    func with(_ member: String, _ value: JSON) -> NetworkWebhook {
        var object = self.body.object ?? [:]
        object[member] = value
        return NetworkWebhook(body: .object(object), tenant: self.tenant, route: self.route, instance: self.instance)
    }

    var withAnotherOutcome: NetworkWebhook {
        var result = self.body["result"]?.object ?? [:]
        result["media_buy_id"] = .string(Self.otherBuy)
        return self.with("result", .object(result)).with("idempotency_key", .string(self.key + "-other"))
    }

    /// Signs it and sends it to an instance; returns the status of the answer.
    func post(to instance: String, secret: WebhookSecret, _ client: HTTPClient = .shared) async throws -> Int {
        let path = "/webhooks/\(self.tenant.uuidString.lowercased())/\(self.route.uuidString.lowercased())"
        var request = HTTPClientRequest(url: instance + path)
        request.method = .POST
        let body = Array(self.body.text.utf8)
        let timestamp = Int64(Date().timeIntervalSince1970)
        let signature = HMACSignature.header(secret: secret, timestamp: timestamp, body: body)
        request.headers = [
            "Content-Type": "application/json", HMACSignature.timestampHeader: String(timestamp),
            HMACSignature.signatureHeader: signature,
        ]
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await client.execute(request, timeout: .seconds(20))
        _ = try await response.body.collect(upTo: 1 << 20)
        return Int(response.status.code)
    }
}
