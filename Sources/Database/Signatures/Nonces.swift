public import struct Foundation.UUID
import Postgres

/// What became of a nonce.
public enum NonceUse: String, Sendable {
    case fresh
    case replayed
    /// The key holds too many.
    case rateAbuse = "rate_abuse"
}

extension Database {
    private static let spendNonce = Statement(
        name: "spend_nonce",
        sql: "select adcp_api.spend_nonce($1::uuid, $2::uuid, $3, $4, to_timestamp($5::bigint))")

    /// Uses up the nonce of a signature that is good.
    ///
    /// - Parameter keptUntil: when the signature can no longer be presented, Unix time in seconds.
    public func spendNonce(
        _ nonce: String, key: String, keptUntil: Int64, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) -> NonceUse {
        let text = try await self.value(
            Self.spendNonce, [.uuid(tenant), .uuid(agent), .text(key), .text(nonce), .int(Int(keptUntil))])
        guard let use = NonceUse(rawValue: text) else {
            throw DatabaseError(kind: .failed, message: "spend_nonce gave an unknown answer")
        }
        return use
    }
}
