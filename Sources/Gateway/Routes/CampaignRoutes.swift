import AdCP
import Database
import Foundation
import HTTPTypes
import Hummingbird
import Orchestrator

/// `/v1/campaigns`: what is bought together, under a plan or without one; and the decisions that only people take.
struct CampaignRoutes: Sendable {
    let database: Database
    let body: BodyReader
    let signals: ChangeSignals
    /// Who asks governance where a campaign does not say: this deployment.
    let caller: String?

    func add(to routes: Routes<TenantContext>) {
        routes.on(.post, "/v1/campaigns") { request, context in try await self.create(request, context) }
        routes.on(.get, "/v1/campaigns") { request, context in try await self.list(request, context) }
        routes.on(.get, "/v1/campaigns/:campaign") { request, context in try await self.get(request, context) }
        routes.on(.post, "/v1/campaigns/:campaign/cancel") { request, context in
            try await self.cancel(request, context)
        }
        routes.on(.post, "/v1/operations/:operation/decision") { request, context in
            try await self.decide(request, context)
        }
    }

    /// 201 with the new campaign, 200 with the one that has the key already. The database checks the document and names what is wrong.
    private func create(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let key = try IdempotencyKey.read(request.headers)
        var request = request
        let document = try await self.body.readJSON(&request)
        let created = try await self.database.createCampaign(
            tenant: context.tenant, document.text, caller: self.caller, key: key)
        if created.isNew { self.signals.announceWork() }
        let id = CampaignID(tenant: context.tenant, id: created.campaign)
        return .json(
            try await self.database.campaign(id), status: created.isNew ? .created : .ok,
            headers: [.location: "/v1/campaigns/\(id.id.uuidString.lowercased())"])
    }

    private func list(_ request: Request, _ context: TenantContext) async throws -> Response {
        let query = try Query(request, allowed: ["limit", "before"])
        return .json(
            try await self.database.campaigns(
                tenant: context.tenant, before: try query.uuid("before"), limit: try query.integer("limit") ?? 50))
    }

    private func get(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        return .json(try await self.database.campaign(try Self.campaign(context)))
    }

    /// 200 with the campaign: what was not sent is canceled, what was shows its `cancellation`.
    private func cancel(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let campaign = try Self.campaign(context)
        var request = request
        let members = try Members(try await self.body.readOptionalJSON(&request), known: ["reason"])
        let document = try await self.database.cancel(campaign, reason: try members.text("reason"))
        self.signals.announceWork()
        return .json(document)
    }

    private func decide(_ request: Request, _ context: TenantContext) async throws -> Response {
        _ = try Query(request, allowed: [])
        let operation = try context.operation()
        var request = request
        let members = try Members(try await self.body.readJSON(&request), known: ["decision", "by", "request"])
        guard let word = CommitDecision.Word(rawValue: try members.requiredText("decision")) else {
            throw Problem.field("decision", "is not accept, decline or check_again")
        }
        let decision = CommitDecision(
            word, by: try members.requiredText("by"), request: try members.object("request"))
        let document = try await self.database.decide(decision, of: operation)
        self.signals.announce([operation])
        self.signals.announceWork()
        return .json(document)
    }

    /// What is not a UUID names nothing.
    private static func campaign(_ context: TenantContext) throws -> CampaignID {
        guard let id = UUID(uuidString: try context.text("campaign")) else { throw Problem(.notFound) }
        return CampaignID(tenant: context.tenant, id: id)
    }
}
