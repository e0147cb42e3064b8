public import struct Foundation.UUID
import Postgres

extension Database {
    private static let putAgent = Statement(
        name: "put_agent", sql: "select adcp_api.put_agent($1::uuid, $2, $3, $4, $5, $6, $7, $8)")
    private static let getAgent = Statement(name: "get_agent", sql: "select adcp_api.get_agent($1::uuid, $2)")
    private static let listAgents = Statement(name: "list_agents", sql: "select adcp_api.list_agents($1::uuid)")
    private static let agentConnection = Statement(
        name: "agent_connection",
        sql: """
            select name, url, protocol, mcp_revision, credential, revision, adcp_version, poll_tool, list_tool,
                knows_capabilities, request_signing, fresh_seconds
            from adcp_api.agent_connection($1::uuid, $2::uuid)
            """)
    private static let recordCapabilities = Statement(
        name: "record_capabilities",
        sql: """
            select adcp_api.record_capabilities(
                $1::uuid, $2::uuid, $3, $4::text[], $5::boolean, $6::integer, $7, $8, $9::jsonb)
            """)

    /// Adds an agent, or changes the one of that name.
    @discardableResult
    public func putAgent(_ agent: AgentDescription, tenant: UUID) async throws(DatabaseError) -> UUID {
        try await self.rows(
            Self.putAgent,
            [
                .uuid(tenant), .text(agent.name), .text(agent.url), .text(agent.credential),
                .text(agent.webhookMode?.rawValue), .text(agent.publicURL), .text(agent.transport),
                .text(agent.mcpRevision),
            ]
        ).uuid("put_agent", 0, 0)
    }

    /// One agent by name, as a JSON document without secrets.
    public func agent(named name: String, tenant: UUID) async throws(DatabaseError) -> String {
        try await self.value(Self.getAgent, [.uuid(tenant), .text(name)])
    }

    /// All agents of a tenant by name, as a JSON document `{agents}`.
    public func agents(tenant: UUID) async throws(DatabaseError) -> String {
        try await self.value(Self.listAgents, [.uuid(tenant)])
    }

    /// How to call an agent; nil for an unknown one.
    public func agentConnection(_ agent: UUID, tenant: UUID) async throws(DatabaseError) -> AgentConnection? {
        let rows = try await self.rows(Self.agentConnection, [.uuid(tenant), .uuid(agent)])
        guard rows.count > 0 else { return nil }
        return AgentConnection(
            name: rows.string(0, 0) ?? "", url: rows.string(0, 1) ?? "", transport: rows.string(0, 2) ?? "",
            mcpRevision: rows.string(0, 3), credential: rows.string(0, 4), revision: rows.int(0, 5) ?? 0,
            version: rows.string(0, 6), pollTool: rows.string(0, 7), listTool: rows.string(0, 8),
            knowsCapabilities: rows.bool(0, 9), requestSigning: rows.string(0, 10),
            freshFor: .seconds(rows.string(0, 11).flatMap(Double.init) ?? 0))
    }

    /// Keeps what an agent said of itself; returns its new revision, nil for an unknown agent.
    @discardableResult
    public func recordCapabilities(
        _ capabilities: AgentCapabilities, of agent: UUID, tenant: UUID
    ) async throws(DatabaseError) -> Int? {
        try await self.rows(
            Self.recordCapabilities,
            [
                .uuid(tenant), .uuid(agent), .text(capabilities.version), .textArray(capabilities.supportedVersions),
                .bool(capabilities.idempotencySupported), .int(capabilities.replaySeconds),
                .text(capabilities.pollTool), .text(capabilities.listTool), .text(capabilities.document),
            ]
        ).int(0, 0)
    }
}
