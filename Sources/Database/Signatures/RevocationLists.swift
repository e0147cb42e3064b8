public import struct Foundation.UUID
import Postgres

/// What a list of revoked keys is fetched and verified by.
public struct RevocationFetchStart: Sendable {
    /// The list is at its origin.
    public let brandJSONURL: String
    /// Where the agent's keys came from.
    public let jwksURI: String?
    /// The agent's keys, as JSON text.
    public let jwks: String?
}

/// A list of revoked keys whose signature is good. Times are RFC 3339.
public struct SignedRevocations: Sendable {
    public let signerID: String
    public let updated: String
    public let nextUpdate: String
    public let revokedKeyIDs: [String]

    public init(signerID: String, updated: String, nextUpdate: String, revokedKeyIDs: [String]) {
        self.signerID = signerID
        self.updated = updated
        self.nextUpdate = nextUpdate
        self.revokedKeyIDs = revokedKeyIDs
    }
}

extension Database {
    private static let beginRevocationFetch = Statement(
        name: "begin_revocation_fetch",
        sql: "select brand_json_url, jwks_uri, jwks from adcp_api.begin_revocation_fetch($1::uuid, $2::uuid)")
    private static let recordRevocationList = Statement(
        name: "record_revocation_list",
        sql: """
            select adcp_api.record_revocation_list(
                $1::uuid, $2::uuid, $3, $4::timestamptz, $5::timestamptz, $6::text[])
            """)
    private static let recordNoRevocationList = Statement(
        name: "record_no_revocation_list", sql: "select from adcp_api.record_no_revocation_list($1::uuid, $2::uuid)")
    private static let recordRevocationFailure = Statement(
        name: "record_revocation_failure",
        sql: "select from adcp_api.record_revocation_failure($1::uuid, $2::uuid, $3)")
    private static let reportFullNonceStore = Statement(
        name: "report_full_nonce_store", sql: "select from adcp_api.report_full_nonce_store($1::uuid, $2::uuid)")

    /// Where an agent's list is, when it is due: for one caller in half a minute over all instances; nil for the others.
    public func beginRevocationFetch(agent: UUID, tenant: UUID) async throws(DatabaseError) -> RevocationFetchStart? {
        let rows = try await self.rows(Self.beginRevocationFetch, [.uuid(tenant), .uuid(agent)])
        guard rows.count > 0, let url = rows.string(0, 0) else { return nil }
        return RevocationFetchStart(brandJSONURL: url, jwksURI: rows.string(0, 1), jwks: rows.string(0, 2))
    }

    /// Keeps a list.
    ///
    /// - Returns: why it was not taken, by its times or its signer; nil when it was.
    @discardableResult
    public func recordRevocationList(
        _ list: SignedRevocations, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) -> String? {
        try await self.rows(
            Self.recordRevocationList,
            [
                .uuid(tenant), .uuid(agent), .text(list.signerID), .text(list.updated), .text(list.nextUpdate),
                .textArray(list.revokedKeyIDs),
            ]
        ).string(0, 0)
    }

    /// The operator says that it publishes no list.
    public func recordNoRevocationList(agent: UUID, tenant: UUID) async throws(DatabaseError) {
        _ = try await self.rows(Self.recordNoRevocationList, [.uuid(tenant), .uuid(agent)])
    }

    /// Keeps why no list came.
    public func recordRevocationFailure(_ code: String, agent: UUID, tenant: UUID) async throws(DatabaseError) {
        _ = try await self.rows(Self.recordRevocationFailure, [.uuid(tenant), .uuid(agent), .text(code)])
    }

    /// Tells people that a webhook was refused because all keys together hold too many nonces.
    public func reportFullNonceStore(agent: UUID, tenant: UUID) async throws(DatabaseError) {
        _ = try await self.rows(Self.reportFullNonceStore, [.uuid(tenant), .uuid(agent)])
    }
}
