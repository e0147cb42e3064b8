public import struct Foundation.UUID
import Postgres

/// A publisher to be asked which keys it pins for an agent.
public struct PinFetchStart: Sendable {
    /// From our registry.
    public let agentURL: String
    /// Its domain.
    public let publisher: String
}

extension Database {
    private static let beginPinFetch = Statement(
        name: "begin_pin_fetch", sql: "select agent_url, publisher from adcp_api.begin_pin_fetch($1::uuid, $2::uuid)")
    private static let recordPublisherPins = Statement(
        name: "record_publisher_pins",
        sql: "select from adcp_api.record_publisher_pins($1::uuid, $2::uuid, $3, $4, $5::text[])")
    private static let recordPinFailure = Statement(
        name: "record_pin_failure",
        sql: "select from adcp_api.record_pin_failure($1::uuid, $2::uuid, $3, $4, $5::boolean)")

    /// The publishers to ask what they pin for an agent: each for one caller in half a minute over all instances.
    public func beginPinFetch(agent: UUID, tenant: UUID) async throws(DatabaseError) -> [PinFetchStart] {
        let rows = try await self.rows(Self.beginPinFetch, [.uuid(tenant), .uuid(agent)])
        return (0..<rows.count).compactMap { row in
            guard let url = rows.string(row, 0), let publisher = rows.string(row, 1) else { return nil }
            return PinFetchStart(agentURL: url, publisher: publisher)
        }
    }

    /// Keeps what a publisher pins.
    ///
    /// - Parameter pins: thumbprints by RFC 7638; nil where it pins none.
    public func recordPublisherPins(
        _ pins: [String]?, from start: PinFetchStart, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) {
        _ = try await self.rows(
            Self.recordPublisherPins,
            [
                .uuid(tenant), .uuid(agent), .text(start.agentURL), .text(start.publisher),
                pins.map { .textArray($0) } ?? .null,
            ])
    }

    /// Keeps why a publisher's document said nothing of the agent.
    ///
    /// - Parameter isDefinite: it does not authorize the agent, whose keys prove nothing any more.
    public func recordPinFailure(
        _ code: String, isDefinite: Bool, from start: PinFetchStart, agent: UUID, tenant: UUID
    ) async throws(DatabaseError) {
        _ = try await self.rows(
            Self.recordPinFailure,
            [.uuid(tenant), .uuid(agent), .text(start.publisher), .text(code), .bool(isDefinite)])
    }
}
