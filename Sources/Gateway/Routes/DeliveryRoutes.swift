import Database
import Foundation
import HTTPTypes
import Hummingbird

/// `/v1/webhooks`: what sellers told the tenant, and what became of it.
struct DeliveryRoutes: Sendable {
    let database: Database

    func add(to routes: Routes<TenantContext>) {
        routes.on(.get, "/v1/webhooks") { request, context in try await self.list(request, context) }
        routes.on(.get, "/v1/webhooks/:delivery") { request, context in try await self.get(request, context) }
    }

    private func list(_ request: Request, _ context: TenantContext) async throws -> Response {
        let query = try Query(request, allowed: ["agent", "verdict", "operation", "limit", "before"])
        let filter = WebhookFilter(
            agent: query.text("agent"), verdict: query.text("verdict"), operation: try query.uuid("operation"),
            before: try query.uuid("before"), limit: try query.integer("limit") ?? 50)
        return .json(try await self.database.webhooks(tenant: context.tenant, filter))
    }

    private func get(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        // What is not a UUID names nothing.
        guard let delivery = UUID(uuidString: try context.text("delivery")) else { throw Problem(.notFound) }
        return .json(try await self.database.webhook(delivery, tenant: context.tenant))
    }
}
