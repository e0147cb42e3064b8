public import struct Foundation.UUID
import Postgres

extension Database {
    private static let putAPIKey = Statement(
        name: "put_api_key", sql: "select adcp_api.put_api_key($1::uuid, $2, $3::bytea)")
    private static let checkAPIKey = Statement(
        name: "check_api_key", sql: "select adcp_api.check_api_key($1::uuid, $2::bytea)")

    /// Keeps a key to the HTTP API.
    ///
    /// - Parameter hash: SHA-256 of the key; the key itself is never stored.
    @discardableResult
    public func putAPIKey(tenant: UUID, name: String, hash: [UInt8]) async throws(DatabaseError) -> UUID {
        try await self.rows(Self.putAPIKey, [.uuid(tenant), .text(name), .bytes(hash)]).uuid("put_api_key", 0, 0)
    }

    /// The name of a key that opens the HTTP API for a tenant; nil for any other.
    ///
    /// - Parameter hash: SHA-256 of the key as it was sent.
    public func checkAPIKey(tenant: UUID, hash: [UInt8]) async throws(DatabaseError) -> String? {
        try await self.rows(Self.checkAPIKey, [.uuid(tenant), .bytes(hash)]).string(0, 0)
    }
}
