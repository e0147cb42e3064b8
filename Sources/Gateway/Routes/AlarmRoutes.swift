import Database
import Foundation
import HTTPTypes
import Hummingbird

/// `/v1/alarms`: what a person should know of the tenant's agents, and has taken note of.
struct AlarmRoutes: Sendable {
    let database: Database
    let body: BodyReader

    func add(to routes: Routes<TenantContext>) {
        routes.on(.get, "/v1/alarms") { request, context in try await self.list(request, context) }
        routes.on(.post, "/v1/alarms/:alarm/acknowledge") { request, context in
            try await self.acknowledge(request, context)
        }
    }

    /// Those that nobody acknowledged; with `all=true` the others as well.
    private func list(_ request: Request, _ context: TenantContext) async throws -> Response {
        let query = try Query(request, allowed: ["agent", "kind", "all", "limit"])
        let filter = AlarmFilter(
            agent: query.text("agent"), kind: query.text("kind"),
            isAcknowledged: try query.boolean("all") == true ? nil : false, limit: try query.integer("limit") ?? 100)
        return .json(try await self.database.alarms(tenant: context.tenant, filter))
    }

    /// Says nothing but that it is so, also the second time.
    private func acknowledge(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        var request = request
        _ = try Members(try await self.body.readOptionalJSON(&request), known: [])
        // What is not a UUID names nothing.
        guard let alarm = UUID(uuidString: try context.text("alarm")) else { throw Problem(.notFound) }
        try await self.database.acknowledgeAlarm(alarm, tenant: context.tenant)
        return Response(status: .noContent)
    }
}
