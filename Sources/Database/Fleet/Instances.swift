public import struct Foundation.UUID
import Postgres

/// What the database says to a heartbeat.
public struct Heartbeat: Sendable, Equatable {
    /// To be given with the next one.
    public let mark: Int
    /// Nothing that changes anything goes out, because the database may have lost commits.
    public let isHeld: Bool
}

extension Database {
    private static let beat = Statement(
        name: "beat",
        sql: "select mark, held_since is not null from adcp_api.beat($1::uuid, $2, $3, $4::bigint)")
    private static let stopInstance = Statement(name: "stop_instance", sql: "select adcp_api.stop_instance($1::uuid)")
    private static let maintain = Statement(name: "maintain", sql: "select adcp_api.maintain()")
    private static let expireOverdue = Statement(name: "expire_overdue", sql: "select adcp_api.expire_overdue()")
    private static let followUp = Statement(name: "follow_up", sql: "select adcp_api.follow_up()")

    /// An instance says that it lives.
    ///
    /// - Parameters:
    ///   - instance: new at every start of the process.
    ///   - name: host and process, for people.
    ///   - mark: what the last beat returned. One that the database does not know means that commits were lost.
    @discardableResult
    public func beat(
        instance: UUID, name: String, version: String, mark: Int? = nil
    ) async throws(DatabaseError) -> Heartbeat {
        let rows = try await self.rows(Self.beat, [.uuid(instance), .text(name), .text(version), .int(mark)])
        return Heartbeat(mark: rows.int(0, 0) ?? 0, isHeld: rows.bool(0, 1))
    }

    /// An instance says that it stops in good order.
    public func stopInstance(_ instance: UUID) async throws(DatabaseError) {
        _ = try await self.rows(Self.stopInstance, [.uuid(instance)])
    }

    /// Makes partitions ahead of time; returns how many were missing. Any instance may call it at any time.
    @discardableResult
    public func maintain() async throws(DatabaseError) -> Int {
        try await self.rows(Self.maintain, []).int(0, 0) ?? 0
    }

    /// Submits the questions that are due about buys that sellers have not confirmed and creatives that they have not judged; returns how
    /// many. Any instance may call it at any time.
    @discardableResult
    public func followUp() async throws(DatabaseError) -> Int {
        try await self.rows(Self.followUp, []).int(0, 0) ?? 0
    }

    /// Ends the waiting for operations whose deadline passed while their agent could not be asked; returns how many. Any instance may call
    /// it at any time.
    @discardableResult
    public func expireOverdue() async throws(DatabaseError) -> Int {
        try await self.rows(Self.expireOverdue, []).int(0, 0) ?? 0
    }
}
