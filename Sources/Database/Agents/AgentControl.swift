public import struct Foundation.UUID
import Postgres

/// How much of an agent may be under way and how fast it is called, over all instances.
public struct AgentLimits: Sendable {
    /// From 1 to 1000; nil: any number.
    public var mostInFlight: Int?
    /// Steps a second in the long run, from 0.001 to 10000; nil: any number.
    public var perSecond: Double?
    /// Steps that may go out at once after a quiet while, from 1 to 10000; nil: a second's worth.
    public var burst: Int?

    public init(mostInFlight: Int? = nil, perSecond: Double? = nil, burst: Int? = nil) {
        self.mostInFlight = mostInFlight
        self.perSecond = perSecond
        self.burst = burst
    }
}

/// An operator's hand on an agent. Every change is written down with who made it, and returns the agent as a JSON document.
extension Database {
    private static let pauseAgent = Statement(
        name: "pause_agent", sql: "select adcp_api.pause_agent($1::uuid, $2, $3, $4)")
    private static let resumeAgent = Statement(
        name: "resume_agent", sql: "select adcp_api.resume_agent($1::uuid, $2, $3, $4)")
    private static let limitAgent = Statement(
        name: "limit_agent",
        sql: "select adcp_api.limit_agent($1::uuid, $2, $3::integer, $4::numeric, $5::integer, $6, $7)")

    private static let setChangeNotices = Statement(
        name: "set_change_notices", sql: "select adcp_api.set_change_notices($1::uuid, $2, $3::boolean, $4, $5)")

    /// Says whether an agent is asked to tell of changes of what it can, which replaces its list of subscribers.
    public func setChangeNotices(
        _ hears: Bool, ofAgent name: String, tenant: UUID, actor: String, reason: String? = nil
    ) async throws(DatabaseError) -> String {
        try await self.value(
            Self.setChangeNotices, [.uuid(tenant), .text(name), .bool(hears), .text(actor), .text(reason)])
    }

    /// Holds back everything for an agent, on all instances from their next claim on.
    public func pauseAgent(
        named name: String, tenant: UUID, actor: String, reason: String? = nil
    ) async throws(DatabaseError) -> String {
        try await self.value(Self.pauseAgent, [.uuid(tenant), .text(name), .text(actor), .text(reason)])
    }

    /// Lets the work of a paused agent go on.
    public func resumeAgent(
        named name: String, tenant: UUID, actor: String, reason: String? = nil
    ) async throws(DatabaseError) -> String {
        try await self.value(Self.resumeAgent, [.uuid(tenant), .text(name), .text(actor), .text(reason)])
    }

    /// Sets an agent's limits; without any there are none any more.
    public func limitAgent(
        named name: String, _ limits: AgentLimits, tenant: UUID, actor: String, reason: String? = nil
    ) async throws(DatabaseError) -> String {
        try await self.value(
            Self.limitAgent,
            [
                .uuid(tenant), .text(name), .int(limits.mostInFlight),
                .text(limits.perSecond.map { String($0) }), .int(limits.burst), .text(actor), .text(reason),
            ])
    }
}
