public import struct Foundation.UUID
import Postgres

/// Which operations to list; every part is optional.
public struct OperationFilter: Sendable {
    public var states: [String]?
    /// Name of the agent.
    public var agent: String?
    public var task: String?
    /// True for those that need a person, false for those that do not.
    public var attention: Bool?
    /// The `next` of the page before.
    public var before: UUID?
    /// 1 to 500.
    public var limit: Int

    public init(
        states: [String]? = nil, agent: String? = nil, task: String? = nil, attention: Bool? = nil, before: UUID? = nil,
        limit: Int = 50
    ) {
        self.states = states
        self.agent = agent
        self.task = task
        self.attention = attention
        self.before = before
        self.limit = limit
    }
}

/// A line of an operation's history.
public struct OperationEvent: Sendable {
    /// Where to resume a stream from.
    public let sequence: Int
    /// The event as a JSON document.
    public let document: String
}

/// How far an operation has come.
public struct OperationVersion: Sendable {
    public let operation: OperationID
    public let version: Int
    public let state: String
    public let isSettled: Bool
    /// Nothing more is certain to come without a person, as `attention` says.
    public let needsPerson: Bool

    public init(operation: OperationID, version: Int, state: String, isSettled: Bool, needsPerson: Bool = false) {
        self.operation = operation
        self.version = version
        self.state = state
        self.isSettled = isSettled
        self.needsPerson = needsPerson
    }
}

extension Database {
    private static let getOperation = Statement(
        name: "get_operation", sql: "select adcp_api.get_operation($1::uuid, $2::uuid)")
    private static let listOperations = Statement(
        name: "list_operations",
        sql: "select adcp_api.list_operations($1::uuid, $2::text[], $3, $4, $5::boolean, $6::uuid, $7::integer)")
    private static let operationEvents = Statement(
        name: "operation_events",
        sql: """
            select e.event ->> 'sequence', e.event
            from adcp_api.operation_events($1::uuid, $2::uuid, $3::integer, $4::integer) as e (event)
            """)
    private static let operationVersions = Statement(
        name: "operation_versions",
        sql: """
            select tenant_id, operation_id, version, state, is_settled, needs_person
            from adcp_api.operation_versions($1::uuid[], $2::uuid[])
            """)

    /// One operation with its request and its result, as a JSON document.
    public func operation(_ operation: OperationID) async throws(DatabaseError) -> String {
        try await self.value(Self.getOperation, [.uuid(operation.tenant), .uuid(operation.id)])
    }

    /// A page of operations, newest first, as a JSON document `{operations, next}`.
    public func operations(tenant: UUID, _ filter: OperationFilter = .init()) async throws(DatabaseError) -> String {
        try await self.value(
            Self.listOperations,
            [
                .uuid(tenant), filter.states.map { .textArray($0) } ?? .null, .text(filter.agent), .text(filter.task),
                .bool(filter.attention), .uuid(filter.before), .int(filter.limit),
            ])
    }

    /// History of an operation after a sequence number, oldest first.
    public func events(
        of operation: OperationID, after sequence: Int = 0, limit: Int = 500
    ) async throws(DatabaseError) -> [OperationEvent] {
        let rows = try await self.rows(
            Self.operationEvents, [.uuid(operation.tenant), .uuid(operation.id), .int(sequence), .int(limit)])
        return (0..<rows.count).map { row in
            OperationEvent(sequence: rows.int(row, 0) ?? 0, document: rows.string(row, 1) ?? "")
        }
    }

    /// How far many operations have come; those that do not exist are missing from the answer.
    public func versions(_ operations: [OperationID]) async throws(DatabaseError) -> [OperationVersion] {
        let rows = try await self.rows(
            Self.operationVersions, [.uuidArray(operations.map(\.tenant)), .uuidArray(operations.map(\.id))])
        var versions: [OperationVersion] = []
        for row in 0..<rows.count {
            versions.append(
                OperationVersion(
                    operation: OperationID(
                        tenant: try rows.uuid("operation_versions", row, 0),
                        id: try rows.uuid("operation_versions", row, 1)),
                    version: rows.int(row, 2) ?? 0, state: rows.string(row, 3) ?? "", isSettled: rows.bool(row, 4),
                    needsPerson: rows.bool(row, 5)))
        }
        return versions
    }
}
