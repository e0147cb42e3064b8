public import struct Foundation.UUID
import Postgres

/// What an agent's keys are found from.
public struct KeyDiscoveryStart: Sendable {
    /// From our registry.
    public let agentURL: String
    /// As the agent's capabilities name it; nil where they do not.
    public let brandJSONURL: String?
    /// The capabilities' `identity.key_origins`, as JSON text.
    public let keyOrigins: String?
}

extension Database {
    private static let beginKeyDiscovery = Statement(
        name: "begin_key_discovery",
        sql: "select agent_url, brand_json_url, key_origins from adcp_api.begin_key_discovery($1::uuid, $2::uuid)")
    private static let recordKeyDiscovery = Statement(
        name: "record_key_discovery",
        sql: "select from adcp_api.record_key_discovery($1::uuid, $2::uuid, $3, $4, $5)")
    private static let recordDiscoveryFailure = Statement(
        name: "record_discovery_failure",
        sql: "select from adcp_api.record_discovery_failure($1::uuid, $2::uuid, $3, $4::boolean)")

    /// What to find an agent's keys from, for one caller in half a minute over all instances; nil for the others.
    public func beginKeyDiscovery(agent: UUID, tenant: UUID) async throws(DatabaseError) -> KeyDiscoveryStart? {
        let rows = try await self.rows(Self.beginKeyDiscovery, [.uuid(tenant), .uuid(agent)])
        guard rows.count > 0, let url = rows.string(0, 0) else { return nil }
        return KeyDiscoveryStart(agentURL: url, brandJSONURL: rows.string(0, 1), keyOrigins: rows.string(0, 2))
    }

    /// Keeps where an agent's keys are; the first address is pinned.
    public func recordKeyDiscovery(
        brandJSONURL: String, jwksURI: String, from start: KeyDiscoveryStart, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) {
        _ = try await self.rows(
            Self.recordKeyDiscovery,
            [.uuid(tenant), .uuid(agent), .text(start.agentURL), .text(brandJSONURL), .text(jwksURI)])
    }

    /// Keeps why an agent's keys were not found.
    ///
    /// - Parameter isDefinite: the operator's document does not vouch for the agent, so its keys prove nothing any more.
    public func recordDiscoveryFailure(
        _ code: String, isDefinite: Bool, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) {
        _ = try await self.rows(
            Self.recordDiscoveryFailure, [.uuid(tenant), .uuid(agent), .text(code), .bool(isDefinite)])
    }
}
