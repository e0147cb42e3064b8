import AdCP
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Calls subscribers: to see whether an address is its buyer's, and to tell that what the seller can has changed. Always signed.
struct Notifier: Sendable {
    private static let attempts = 5
    private static let pause = Duration.milliseconds(200)

    let seller: Seller
    let client: HTTPClient
    let signer: WebhookSigner

    /// Has each address give a challenge back.
    ///
    /// - Throws: `AdCPError` for one that does not.
    func prove(_ subscribers: [Subscriber]) async throws {
        for subscriber in subscribers {
            let challenge = Identifier.make("challenge-of-the-sandbox")
            let body: JSON = [
                "type": "webhook.challenge", "scope": "agent", "challenge": .string(challenge),
                "subscriber_id": .string(subscriber.id), "seller_agent_url": .string(await self.seller.address),
                "delivery_auth": ["mode": "rfc9421"],
                "event_types": .array(subscriber.eventTypes.map { .string($0) }),
            ]
            guard let answer = await self.post(body.text, to: subscriber.url), answer.status == 200,
                let returned = try? JSON(parsing: answer.body), returned["challenge"] == .string(challenge)
            else {
                throw AdCPError.invalid("notification_configs", "has an address that does not give its challenge back")
            }
        }
    }

    /// Tells everybody of the present version.
    ///
    /// - Returns: HTTP status of the last answer of each; null where there was none.
    func tell() async -> JSON {
        let (version, subscribers) = await self.seller.subscribers
        var statuses: [JSON] = []
        for subscriber in subscribers {
            let now = Timestamp.text(Date())
            let body: JSON = [
                "idempotency_key": .string(Identifier.make("whk-of-the-sandbox")),
                "notification_id": .string(Identifier.make("change")), "notification_type": "capabilities.changed",
                "fired_at": .string(now), "subscriber_id": .string(subscriber.id),
                "agent_url": .string(await self.seller.address), "changed_at": .string(now),
                "reason": "manual_refresh", "capabilities_version": .string(version),
            ]
            statuses.append(await self.deliver(body.text, to: subscriber.url).map { JSON($0) } ?? .null)
        }
        return .array(statuses)
    }

    private func deliver(_ body: String, to url: String) async -> Int? {
        var status: Int?
        for _ in 0..<Self.attempts {
            status = await self.post(body, to: url)?.status
            guard status.map({ $0 == 429 || $0 >= 500 }) ?? true else { break }
            try? await Task.sleep(for: Self.pause)
        }
        return status
    }

    private func post(_ body: String, to url: String) async -> (status: Int, body: String)? {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: body))
        do {
            let created = Int64(Date().timeIntervalSince1970)
            for field in try self.signer.fields(url: url, body: Array(body.utf8), created: created) {
                request.headers.add(name: field.name, value: field.value)
            }
            let response = try await self.client.execute(request, timeout: .seconds(10))
            let text = try await String(buffer: response.body.collect(upTo: 65_536))
            return (Int(response.status.code), text)
        } catch {
            return nil
        }
    }
}
