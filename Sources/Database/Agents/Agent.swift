/// A seller's agent as a tenant describes it.
public struct AgentDescription: Sendable {
    /// Short name, unique for the tenant.
    public var name: String
    /// Where it is reached.
    public var url: String
    /// `mcp` or `a2a`.
    public var transport: String
    /// Revision of MCP that it is held to, `2025-06-18` or `2026-07-28`; nil to ask it, and over A2A.
    public var mcpRevision: String?
    /// Where its bearer token is found, `env:NAME` or `file:/path`; nil for an agent that wants none. Never the token.
    public var credential: String?
    /// How its calls back must prove themselves; nil when it shall not call back.
    public var webhookMode: WebhookRoute.Mode?
    /// Where sellers reach this deployment from outside; needed for calls back.
    public var publicURL: String?

    public init(
        name: String, url: String, transport: String = "mcp", mcpRevision: String? = nil, credential: String? = nil,
        webhookMode: WebhookRoute.Mode? = nil, publicURL: String? = nil
    ) {
        self.name = name
        self.url = url
        self.transport = transport
        self.mcpRevision = mcpRevision
        self.credential = credential
        self.webhookMode = webhookMode
        self.publicURL = publicURL
    }
}

/// What an instance needs to call an agent.
public struct AgentConnection: Sendable {
    public let name: String
    public let url: String
    /// `mcp` or `a2a`.
    public let transport: String
    /// Revision of MCP that it is held to; nil to ask it.
    public let mcpRevision: String?
    /// Where the bearer token is found, never the token.
    public let credential: String?
    /// Changes whenever the rest does.
    public let revision: Int
    /// AdCP release that requests are pinned to; nil until its capabilities were read.
    public let version: String?
    /// Its tool that tells the state of a task; nil where it has none.
    public let pollTool: String?
    /// Its tool that lists tasks; nil where it has none.
    public let listTool: String?
    /// Whether its capabilities were ever read.
    public let knowsCapabilities: Bool
    /// What it says of signed requests (`request_signing`), as JSON text; nil where it says nothing.
    public let requestSigning: String?
    /// How long what is known of it is believed, before it is asked again.
    public let freshFor: Duration
}

/// What an agent said of itself.
public struct AgentCapabilities: Sendable {
    /// AdCP release to pin requests to; nil when none of its releases is ours.
    public var version: String?
    /// AdCP releases that it serves.
    public var supportedVersions: [String]
    /// Whether it replays its answer to a request that is sent twice.
    public var idempotencySupported: Bool
    /// How long it remembers an idempotency key.
    public var replaySeconds: Int?
    public var pollTool: String?
    public var listTool: String?
    /// Its whole answer, as JSON.
    public var document: String

    public init(
        version: String?, supportedVersions: [String], idempotencySupported: Bool, replaySeconds: Int?,
        pollTool: String?, listTool: String?, document: String
    ) {
        self.version = version
        self.supportedVersions = supportedVersions
        self.idempotencySupported = idempotencySupported
        self.replaySeconds = replaySeconds
        self.pollTool = pollTool
        self.listTool = listTool
        self.document = document
    }
}
