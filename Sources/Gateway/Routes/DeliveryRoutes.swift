import AdCP
import Database
import Foundation
import HTTPTypes
import Hummingbird
import Orchestrator

/// `/v1/webhooks`: what sellers told the tenant, and what became of it.
struct DeliveryRoutes: Sendable {
    let database: Database
    let signals: ChangeSignals
    /// Nil where this deployment cannot call itself.
    let trial: WebhookTrial?

    func add(to routes: Routes<TenantContext>) {
        routes.on(.get, "/v1/webhooks") { request, context in try await self.list(request, context) }
        routes.on(.get, "/v1/webhooks/:delivery") { request, context in try await self.get(request, context) }
        routes.on(.post, "/v1/webhooks/:delivery/replay") { request, context in
            try await self.replay(request, context)
        }
        routes.on(.post, "/v1/agents/:name/webhook-test") { request, context in
            try await self.test(request, context)
        }
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
        return .json(try await self.database.webhook(try Self.delivery(context), tenant: context.tenant))
    }

    /// Applies a delivery once more: harmless for what was applied, and the way to apply what was not.
    private func replay(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let document = try await self.database.replayWebhook(try Self.delivery(context), tenant: context.tenant)
        if let operation = try JSON(parsing: document)["operation"]?.string.flatMap(UUID.init(uuidString:)) {
            self.signals.announce([OperationID(tenant: context.tenant, id: operation)])
        }
        return .json(document)
    }

    /// Calls this deployment as the agent would: 200 whatever came of it, since the trial was made.
    private func test(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        guard let trial = self.trial else {
            throw Problem(.unavailable, detail: "This deployment makes no calls of its own.")
        }
        guard let outcome = try await trial.run(agent: try context.text("name"), tenant: context.tenant) else {
            throw Problem(
                .refused, detail: "The agent is not asked to call back.", hint: "Give it a webhook_mode first.")
        }
        return .json(outcome.json.text)
    }

    /// What is not a UUID names nothing.
    private static func delivery(_ context: TenantContext) throws -> UUID {
        guard let delivery = UUID(uuidString: try context.text("delivery")) else { throw Problem(.notFound) }
        return delivery
    }
}
