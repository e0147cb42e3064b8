import Database
import HTTPTypes
import Hummingbird
import struct Foundation.UUID

/// An operator's hand on an agent: `POST /v1/agents/{name}/pause` and `/resume`, `PUT /v1/agents/{name}/limits`
/// and `/change-notices`.
extension AgentRoutes {
    func addControl(to routes: Routes<TenantContext>) {
        routes.on(.post, "/v1/agents/:name/pause") { request, context in
            try await self.act(request, context, self.database.pauseAgent)
        }
        routes.on(.post, "/v1/agents/:name/resume") { request, context in
            try await self.act(request, context, self.database.resumeAgent)
        }
        routes.on(.put, "/v1/agents/:name/limits") { request, context in try await self.putLimits(request, context) }
        routes.on(.put, "/v1/agents/:name/change-notices") { request, context in
            try await self.putChangeNotices(request, context)
        }
    }

    private typealias Action = (
        _ name: String, _ tenant: UUID, _ actor: String, _ reason: String?
    ) async throws(DatabaseError) -> String

    private func act(_ request: Request, _ context: TenantContext, _ action: Action) async throws -> Response {
        _ = try Query(request, allowed: [])
        var request = request
        let members = try Members(try await self.body.readOptionalJSON(&request), known: ["reason"])
        return .json(
            try await action(try context.text("name"), context.tenant, context.actor, try members.text("reason")))
    }

    private func putChangeNotices(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        var request = request
        let members = try Members(try await self.body.readJSON(&request), known: ["hears_changes", "reason"])
        guard let hears = try members.boolean("hears_changes") else {
            throw Problem.field("hears_changes", "is missing")
        }
        return .json(
            try await self.database.setChangeNotices(
                hears, ofAgent: try context.text("name"), tenant: context.tenant, actor: context.actor,
                reason: try members.text("reason")))
    }

    private func putLimits(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        var request = request
        let members = try Members(
            try await self.body.readJSON(&request), known: ["most_in_flight", "per_second", "burst", "reason"])
        let limits = AgentLimits(
            mostInFlight: try members.integer("most_in_flight", in: 1...1000),
            perSecond: try members.number("per_second", in: 0.001...10_000),
            burst: try members.integer("burst", in: 1...10_000))
        return .json(
            try await self.database.limitAgent(
                named: try context.text("name"), limits, tenant: context.tenant, actor: context.actor,
                reason: try members.text("reason")))
    }
}
