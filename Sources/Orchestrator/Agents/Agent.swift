import AdCP
import Database
import struct Foundation.UUID

/// Names one agent: none is ever looked up without its tenant.
struct AgentID: Hashable, Sendable {
    let tenant: UUID
    let id: UUID
}

/// An agent as a step needs it: what the database knows of it, and how it is reached with its secret.
struct Agent: Sendable {
    let id: AgentID
    let connection: AgentConnection
    let endpoint: AgentEndpoint

    init(_ id: AgentID, _ connection: AgentConnection, secrets: SecretSource) throws(SecretError) {
        self.id = id
        self.connection = connection
        var token: String?
        if let reference = connection.credential { token = try secrets.secret(reference) }
        self.endpoint = AgentEndpoint(
            url: connection.url, transport: AgentTransport(rawValue: connection.transport) ?? .mcp,
            mcpRevision: connection.mcpRevision.flatMap(MCPRevision.init(rawValue:)), bearerToken: token,
            version: connection.version, pollTool: connection.pollTool,
            requestSigning: connection.requestSigning.flatMap { RequestSigning(try? JSON(parsing: $0)) })
    }
}
