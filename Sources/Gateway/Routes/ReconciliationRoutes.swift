import Database
import Foundation
import HTTPTypes
import Hummingbird

/// `/v1/reconciliations`: comparisons with agents, and what was found to differ.
struct ReconciliationRoutes: Sendable {
    let database: Database
    let body: BodyReader

    func add(to routes: Routes<TenantContext>) {
        routes.on(.get, "/v1/reconciliations") { request, context in try await self.list(request, context) }
        routes.on(.get, "/v1/reconciliations/:reconciliation") { request, context in
            try await self.get(request, context)
        }
        routes.on(.post, "/v1/agents/:name/reconcile") { request, context in try await self.begin(request, context) }
        routes.on(.put, "/v1/agents/:name/orphan-adoption") { request, context in
            try await self.putAdoption(request, context)
        }
        routes.on(.post, "/v1/reconciliation-findings/:finding/adopt") { request, context in
            try await self.adopt(request, context)
        }
    }

    private func list(_ request: Request, _ context: TenantContext) async throws -> Response {
        let query = try Query(request, allowed: ["agent", "limit"])
        return .json(
            try await self.database.reconciliations(
                ofAgent: query.text("agent"), limit: try query.integer("limit") ?? 100, tenant: context.tenant))
    }

    private func get(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        // What is not a UUID names nothing.
        guard let id = UUID(uuidString: try context.text("reconciliation")) else { throw Problem(.notFound) }
        return .json(try await self.database.reconciliation(id, tenant: context.tenant))
    }

    /// 202: the comparison is begun, and its outcome is read later.
    private func begin(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        var request = request
        _ = try Members(try await self.body.readOptionalJSON(&request), known: [])
        var response = Response.json(
            try await self.database.reconcile(agent: try context.text("name"), tenant: context.tenant))
        response.status = .accepted
        return response
    }

    private func putAdoption(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        var request = request
        let members = try Members(try await self.body.readJSON(&request), known: ["adopts_orphans", "reason"])
        guard let adopts = try members.boolean("adopts_orphans") else {
            throw Problem.field("adopts_orphans", "is missing")
        }
        return .json(
            try await self.database.setOrphanAdoption(
                adopts, ofAgent: try context.text("name"), tenant: context.tenant, actor: context.actor,
                reason: try members.text("reason")))
    }

    /// The operation that follows the task from now on, or did already.
    private func adopt(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        var request = request
        let members = try Members(try await self.body.readOptionalJSON(&request), known: ["reason"])
        guard let finding = UUID(uuidString: try context.text("finding")) else { throw Problem(.notFound) }
        let operation = try await self.database.adoptOrphan(
            finding, tenant: context.tenant, actor: context.actor, reason: try members.text("reason"))
        return .json(try await self.database.operation(operation))
    }
}
