import Postgres

/// What became of a nonce.
public enum NonceUse: String, Sendable {
    case fresh
    case replayed
    /// The key holds too many.
    case rateAbuse = "rate_abuse"
    /// The key proves nothing any more.
    case revoked
}

extension Database {
    private static let spendNonce = Statement(
        name: "spend_nonce", sql: "select adcp_api.spend_nonce($1::uuid, $2::uuid, $3, $4, $5::bigint)")

    /// Uses up the nonce of a webhook whose signature is good and which is refused for another reason.
    public func spend(_ nonce: WebhookNonce, of route: WebhookRoute) async throws(DatabaseError) -> NonceUse {
        let text = try await self.value(
            Self.spendNonce,
            [
                .uuid(route.tenant), .uuid(route.agent), .text(nonce.keyID), .text(nonce.nonce),
                .int(Int(nonce.keptUntil)),
            ])
        guard let use = NonceUse(rawValue: text) else {
            throw DatabaseError(kind: .failed, message: "spend_nonce gave an unknown answer")
        }
        return use
    }
}

/// The nonce of a signature that is good: what is left is to see that it is new.
public struct WebhookNonce: Sendable {
    public let keyID: String
    public let nonce: String
    /// Until when the signature could be presented again, Unix time in seconds.
    public let keptUntil: Int64

    public init(keyID: String, nonce: String, keptUntil: Int64) {
        self.keyID = keyID
        self.nonce = nonce
        self.keptUntil = keptUntil
    }
}
