public import struct Foundation.UUID
import Postgres

/// What the database knows of one key of an agent.
public struct SigningKeyRecord: Sendable {
    /// The public JWK as JSON text; nil where the agent has no key of that identifier, its set is too old to be believed, or a publisher
    /// does not pin it.
    public let jwk: String?
    /// By the operator of this deployment or by the agent's own.
    public let isRevoked: Bool
    /// Nobody knows which keys the agent's operator revoked: none of them proves anything.
    public let isRevocationStale: Bool
    /// The key holds as many nonces as one may.
    public let isOverCap: Bool
    /// All keys together do.
    public let isStoreFull: Bool
    /// The keys are found by `brand.json`, and it is time to look at it.
    public let shouldDiscover: Bool
    /// The set comes from an address and is old, or lacks this key: it is worth fetching anew.
    public let shouldFetch: Bool
    /// The list of revoked keys is due.
    public let shouldFetchRevocations: Bool
    /// A publisher that has a say in the agent's keys is to be looked at, or does not pin this one.
    public let shouldFetchPins: Bool
}

extension Database {
    private static let signingKey = Statement(
        name: "signing_key",
        sql: """
            select jwk, is_revoked, is_revocation_stale, is_over_cap, is_store_full, should_discover, should_fetch,
                should_fetch_revocations, should_fetch_pins
            from adcp_api.signing_key($1::uuid, $2::uuid, $3)
            """)
    private static let beginKeyFetch = Statement(
        name: "begin_key_fetch", sql: "select adcp_api.begin_key_fetch($1::uuid, $2::uuid)")
    private static let recordSigningKeys = Statement(
        name: "record_signing_keys",
        sql: "select from adcp_api.record_signing_keys($1::uuid, $2::uuid, $3, $4::jsonb)")
    private static let putSigningKeys = Statement(
        name: "put_signing_keys",
        sql: "select from adcp_api.put_signing_keys($1::uuid, $2, $3::jsonb, $4, $5::boolean, $6::text[])")
    private static let revokeSigningKey = Statement(
        name: "revoke_signing_key", sql: "select from adcp_api.revoke_signing_key($1::uuid, $2, $3)")

    /// A key of an agent; nil for an agent without keys.
    public func signingKey(
        _ id: String, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) -> SigningKeyRecord? {
        let rows = try await self.rows(Self.signingKey, [.uuid(tenant), .uuid(agent), .text(id)])
        guard rows.count > 0 else { return nil }
        return SigningKeyRecord(
            jwk: rows.string(0, 0), isRevoked: rows.bool(0, 1), isRevocationStale: rows.bool(0, 2),
            isOverCap: rows.bool(0, 3), isStoreFull: rows.bool(0, 4), shouldDiscover: rows.bool(0, 5),
            shouldFetch: rows.bool(0, 6), shouldFetchRevocations: rows.bool(0, 7), shouldFetchPins: rows.bool(0, 8))
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

    /// Says which keys an agent signs with: a JWK set, the address of one, or those that its operator's `brand.json` names.
    /// Asked for again, discovery confirms an address that has changed.
    ///
    /// - Parameter publishers: those whose `adagents.json` has a say, and no others any more; nil leaves them as they are. They may be
    ///   named alone.
    public func putSigningKeys(
        ofAgent name: String, jwks: String? = nil, uri: String? = nil, areDiscovered: Bool = false,
        publishers: [String]? = nil, tenant: UUID
    ) async throws(DatabaseError) {
        _ = try await self.rows(
            Self.putSigningKeys,
            [
                .uuid(tenant), .text(name), .text(jwks), .text(uri), .bool(areDiscovered),
                publishers.map { .textArray($0) } ?? .null,
            ])
    }

    /// From now on the key proves nothing, on any instance.
    public func revokeSigningKey(_ id: String, ofAgent name: String, tenant: UUID) async throws(DatabaseError) {
        _ = try await self.rows(Self.revokeSigningKey, [.uuid(tenant), .text(name), .text(id)])
    }
}
