public import struct Foundation.UUID
import Postgres

/// Which alarms to list.
public struct AlarmFilter: Sendable {
    /// Name of the agent that they are about.
    public var agent: String?
    public var kind: String?
    /// Those that nobody acknowledged, or those that somebody did; nil for all.
    public var isAcknowledged: Bool?
    /// 1 to 500.
    public var limit: Int

    public init(agent: String? = nil, kind: String? = nil, isAcknowledged: Bool? = false, limit: Int = 100) {
        self.agent = agent
        self.kind = kind
        self.isAcknowledged = isAcknowledged
        self.limit = limit
    }
}

extension Database {
    private static let listAlarms = Statement(
        name: "list_alarms", sql: "select adcp_api.list_alarms($1::uuid, $2, $3, $4::boolean, $5::integer)")
    private static let acknowledgeAlarm = Statement(
        name: "acknowledge_alarm", sql: "select from adcp_api.acknowledge_alarm($1::uuid, $2::uuid)")

    /// What a person should look at, latest first, as a JSON document `{alarms}`.
    public func alarms(tenant: UUID, _ filter: AlarmFilter = .init()) async throws(DatabaseError) -> String {
        try await self.value(
            Self.listAlarms,
            [
                .uuid(tenant), .text(filter.agent), .text(filter.kind), .bool(filter.isAcknowledged),
                .int(filter.limit),
            ])
    }

    /// A person took note of an alarm: it is listed no more until it is raised again.
    public func acknowledgeAlarm(_ alarm: UUID, tenant: UUID) async throws(DatabaseError) {
        _ = try await self.rows(Self.acknowledgeAlarm, [.uuid(tenant), .uuid(alarm)])
    }
}
