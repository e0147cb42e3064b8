import Database
import HTTPTypes
import Hummingbird

/// `/v1/agents`: the sellers' agents that the tenant trades with.
struct AgentRoutes: Sendable {
    let database: Database
    let body: BodyReader
    /// nil where only those keys count that operators give.
    let keyRefresh: SigningKeyRefresh?
    /// Where webhooks reach this deployment; nil where they do not.
    let publicURL: String?
    /// Whether the secrets of the two older modes can be derived.
    let hasWebhookKeys: Bool

    func add(to routes: Routes<TenantContext>) {
        routes.on(.get, "/v1/agents") { request, context in try await self.list(request, context) }
        routes.on(.get, "/v1/agents/:name") { request, context in try await self.get(request, context) }
        routes.on(.put, "/v1/agents/:name") { request, context in try await self.put(request, context) }
        routes.on(.put, "/v1/agents/:name/keys") { request, context in try await self.putKeys(request, context) }
        routes.on(.delete, "/v1/agents/:name/keys/:key") { request, context in
            try await self.revokeKey(request, context)
        }
        self.addControl(to: routes)
    }

    private func list(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        return .json(try await self.database.agents(tenant: context.tenant))
    }

    private func get(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        return .json(try await self.database.agent(named: try context.text("name"), tenant: context.tenant))
    }

    /// Adds or changes an agent. Whether it was there before makes no difference to the answer: 200 and the agent.
    private func put(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let name = try context.text("name")
        var request = request
        let members = try Members(
            try await self.body.readJSON(&request),
            known: ["url", "protocol", "mcp_revision", "credential", "webhook_mode"])
        try await self.database.putAgent(
            AgentDescription(
                name: name, url: try members.requiredText("url"), transport: try members.text("protocol") ?? "mcp",
                mcpRevision: try members.text("mcp_revision"), credential: try members.text("credential"),
                webhookMode: try self.webhookMode(members), publicURL: self.publicURL),
            tenant: context.tenant)
        return .json(try await self.database.agent(named: name, tenant: context.tenant))
    }

    /// Says which keys the agent signs its webhooks with: `jwks`, a JWK set; `jwks_uri`, where it is fetched; or `discover`, those
    /// that its operator's `brand.json` names, which is looked at at once. With them or alone, `publishers` are the domains whose
    /// `adagents.json` has to pin a key, and no others any more.
    private func putKeys(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let name = try context.text("name")
        var request = request
        let members = try Members(
            try await self.body.readJSON(&request), known: ["jwks", "jwks_uri", "discover", "publishers"])
        let areDiscovered = try members.boolean("discover") ?? false
        let publishers = try members.texts("publishers")
        try await self.database.putSigningKeys(
            ofAgent: name, jwks: try members.object("jwks"), uri: try members.text("jwks_uri"),
            areDiscovered: areDiscovered, publishers: publishers, tenant: context.tenant)
        if areDiscovered || publishers != nil { try await self.keyRefresh?.all(ofAgent: name, tenant: context.tenant) }
        return .json(try await self.database.agent(named: name, tenant: context.tenant))
    }

    /// From now on the key proves nothing. It stays named among the agent's keys.
    private func revokeKey(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let name = try context.text("name")
        try await self.database.revokeSigningKey(try context.text("key"), ofAgent: name, tenant: context.tenant)
        return .json(try await self.database.agent(named: name, tenant: context.tenant))
    }

    private func webhookMode(_ members: Members) throws(Problem) -> WebhookRoute.Mode? {
        guard let text = try members.text("webhook_mode") else { return nil }
        guard let mode = WebhookRoute.Mode(rawValue: text) else {
            throw .field("webhook_mode", "is unknown", hint: "rfc9421, hmac-sha256 or bearer.")
        }
        guard self.publicURL != nil, mode == .rfc9421 || self.hasWebhookKeys else {
            throw .field(
                "webhook_mode",
                "needs a public URL and, but for rfc9421, a webhook key, which this deployment has not",
                hint: "Leave it out, or have the operator configure them.")
        }
        return mode
    }
}
