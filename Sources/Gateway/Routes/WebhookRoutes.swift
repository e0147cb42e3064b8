import AdCP
import Database
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Orchestrator

/// `/webhooks/{tenant}/{route}`: where agents call back. Each step refuses before the next costs anything (C §6.3).
struct WebhookRoutes: Sendable {
    let database: Database
    let body: BodyReader
    let authentication: WebhookAuthentication
    let signals: ChangeSignals

    func add(to routes: Routes<GatewayContext>) {
        routes.on(.post, "/webhooks/:tenant/:route") { request, context in try await self.receive(request, context) }
    }

    private func receive(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let route = try await self.route(context)
        var context = context
        context.logger[metadataKey: "tenant"] = .string(route.tenant.uuidString.lowercased())
        context.logger[metadataKey: "agent"] = .string(route.agentName)
        try MediaTypes.requireJSON(request.headers)
        var request = request
        let body = Array(try await self.body.read(&request).readableBytesView)
        let payload: WebhookPayload
        do {
            try await self.authentication.check(request.head, body, of: route)
            payload = try self.payload(body, of: route)
        } catch let error as Problem {
            context.logger.warning(
                "Webhook refused",
                metadata: ["reason": .string(error.detail ?? error.code.rawValue), "bytes": "\(body.count)"])
            throw error
        }
        let receipt = try await self.database.accept(VerifiedWebhook(payload, route: route, body: body))
        if let operation = receipt.changed {
            self.signals.announce([operation])
        }
        context.logger.info("Webhook taken", metadata: ["answer": .string(receipt.answer.rawValue)])
        return try self.answer(receipt)
    }

    /// Who may call here. Whatever is not a registered address is answered as any other unknown path.
    private func route(_ context: GatewayContext) async throws -> WebhookRoute {
        guard let tenant = context.parameters.get("tenant").flatMap(UUID.init(uuidString:)),
            let id = context.parameters.get("route").flatMap(UUID.init(uuidString:)),
            let route = try await self.database.webhookRoute(tenant: tenant, id: id)
        else { throw Problem(.notFound) }
        return route
    }

    private func payload(_ body: [UInt8], of route: WebhookRoute) throws(Problem) -> WebhookPayload {
        do {
            return try WebhookPayload(body: body, servedVersion: route.version)
        } catch {
            throw Problem(.webhookBodyMalformed, detail: "\(error.code): \(error)")
        }
    }

    /// 200 ends the delivery, 409 ends it as a contradiction, 503 has it sent again (C §7).
    private func answer(_ receipt: WebhookReceipt) throws(Problem) -> Response {
        switch receipt.answer {
        case .accepted, .duplicate: .json(JSON.object(["status": .string(receipt.answer.rawValue)]).text)
        case .inProgress: throw .retryLater(.webhookInProgress, seconds: 1)
        case .keyConflict: throw Problem(.webhookKeyConflict)
        case .conflict: throw Problem(.webhookConflict)
        }
    }
}
