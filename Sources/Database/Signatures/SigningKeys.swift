public import struct Foundation.UUID
import Postgres

/// What the database knows of one key of an agent.
public struct SigningKeyRecord: Sendable {
    /// The public JWK as JSON text; nil where the agent has no key of that identifier, or its set is too old to be believed.
    public let jwk: String?
    public let isRevoked: Bool
    /// The key holds as many nonces as one may.
    public let isOverCap: Bool
    /// The set comes from an address and is old, or lacks this key: it is worth fetching anew.
    public let shouldFetch: Bool
}

extension Database {
    private static let signingKey = Statement(
        name: "signing_key",
        sql: "select jwk, is_revoked, is_over_cap, should_fetch from adcp_api.signing_key($1::uuid, $2::uuid, $3)")
    private static let beginKeyFetch = Statement(
        name: "begin_key_fetch", sql: "select adcp_api.begin_key_fetch($1::uuid, $2::uuid)")
    private static let recordSigningKeys = Statement(
        name: "record_signing_keys",
        sql: "select from adcp_api.record_signing_keys($1::uuid, $2::uuid, $3, $4::jsonb)")
    private static let putSigningKeys = Statement(
        name: "put_signing_keys", sql: "select from adcp_api.put_signing_keys($1::uuid, $2, $3::jsonb, $4)")
    private static let revokeSigningKey = Statement(
        name: "revoke_signing_key", sql: "select from adcp_api.revoke_signing_key($1::uuid, $2, $3)")

    /// A key of an agent; nil for an agent without keys.
    public func signingKey(
        _ id: String, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) -> SigningKeyRecord? {
        let rows = try await self.rows(Self.signingKey, [.uuid(tenant), .uuid(agent), .text(id)])
        guard rows.count > 0 else { return nil }
        return SigningKeyRecord(
            jwk: rows.string(0, 0), isRevoked: rows.bool(0, 1), isOverCap: rows.bool(0, 2), shouldFetch: rows.bool(0, 3)
        )
    }

    /// The address to fetch an agent's keys from, for one caller in half a minute over all instances; nil for the others.
    public func beginKeyFetch(agent: UUID, tenant: UUID) async throws(DatabaseError) -> String? {
        try await self.rows(Self.beginKeyFetch, [.uuid(tenant), .uuid(agent)]).string(0, 0)
    }

    /// Keeps a JWK set that came from an address.
    ///
    /// - Throws: `invalidField` for what is no set of public keys.
    public func recordSigningKeys(
        _ jwks: String, from uri: String, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) {
        _ = try await self.rows(Self.recordSigningKeys, [.uuid(tenant), .uuid(agent), .text(uri), .text(jwks)])
    }

    /// Says which keys an agent signs with: a JWK set, or the address of one.
    public func putSigningKeys(
        ofAgent name: String, jwks: String?, uri: String?, tenant: UUID
    ) async throws(DatabaseError) {
        _ = try await self.rows(Self.putSigningKeys, [.uuid(tenant), .text(name), .text(jwks), .text(uri)])
    }

    /// From now on the key proves nothing, on any instance.
    public func revokeSigningKey(_ id: String, ofAgent name: String, tenant: UUID) async throws(DatabaseError) {
        _ = try await self.rows(Self.revokeSigningKey, [.uuid(tenant), .text(name), .text(id)])
    }
}
