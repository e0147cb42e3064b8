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
    let acceptor: WebhookAcceptor
    let body: BodyReader
    let authentication: WebhookAuthentication
    let signals: ChangeSignals
    let places: SenderPlaces
    /// Routes by their identifiers. Whether one is still good is asked as a webhook is accepted.
    let memory: BriefMemory<[UUID], WebhookRoute>

    func add(to routes: Routes<GatewayContext>) {
        routes.on(.post, "/webhooks/:tenant/:route") { request, context in try await self.receive(request, context) }
    }

    private func receive(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let route = try await self.route(context)
        return try await self.places.hold(for: route.agent) { try await self.receive(request, context, from: route) }
    }

    private func receive(
        _ request: Request, _ context: GatewayContext, from route: WebhookRoute
    ) async throws -> Response {
        try MediaTypes.requireJSON(request.headers)
        var request = request
        let body = Array(try await self.body.read(&request).readableBytesView)
        do {
            let nonce = try await self.authentication.check(request.head, body, of: route)
            if let answer = try await self.answer(toChallenge: body, nonce, of: route) {
                context.logger.info("Webhook challenge answered", metadata: Self.metadata(of: route))
                return answer
            }
            let receipt = try await self.accept(body, nonce, of: route)
            if receipt.verdict == "noted" { self.signals.announceWork() }
            if let operation = receipt.changed {
                self.signals.announce([operation])
            }
            context.logger.info(
                "Webhook taken",
                metadata: Self.metadata(of: route).merging(["answer": .string(receipt.answer.rawValue)]) { $1 })
            return try self.answer(receipt, route)
        } catch let refusal as WebhookRefusal {
            context.logger.warning(
                "Webhook refused", metadata: Self.metadata(of: route).merging(refusal.metadata(body)) { $1 })
            try await self.database.refuse(
                route, code: refusal.code, reason: refusal.reason, body: refusal.isProven ? body.text : nil)
            throw refusal.problem
        }
    }

    private static func metadata(of route: WebhookRoute) -> Logger.Metadata {
        ["tenant": .string(route.tenant.uuidString.lowercased()), "agent": .string(route.agentName)]
    }

    /// Who may call here. Whatever is not a registered address is answered as any other unknown path.
    private func route(_ context: GatewayContext) async throws -> WebhookRoute {
        guard let tenant = context.parameters.get("tenant").flatMap(UUID.init(uuidString:)),
            let id = context.parameters.get("route").flatMap(UUID.init(uuidString:))
        else { throw Problem(.notFound) }
        if let route = self.memory.value(of: [tenant, id]) { return route }
        guard let route = try await self.database.webhookRoute(tenant: tenant, id: id) else {
            throw Problem(.notFound)
        }
        self.memory.remember(route, of: [tenant, id])
        return route
    }

    private func accept(
        _ body: [UInt8], _ nonce: WebhookNonce?, of route: WebhookRoute
    ) async throws -> WebhookReceipt {
        let payload: WebhookPayload
        do {
            payload = try await WebhookReader(database: self.database, route: route).payload(of: body)
        } catch let error as WebhookReadingError {
            // A signature is used up even where what it signs is worth nothing: its replay comes first (checks 12 to 14).
            if let nonce, let refusal = try await self.database.spend(nonce, of: route).refusal {
                throw WebhookRefusal(signature: refusal, nonce)
            }
            throw WebhookRefusal(reading: error, nonce)
        }
        // The one way that signs no time of its own.
        if route.mode == .bearer, !payload.isTimely(at: Int64(Date().timeIntervalSince1970)) {
            throw WebhookRefusal(code: WebhookProofError.timestampOutsideWindow.rawValue, mode: .bearer)
        }
        var webhook = VerifiedWebhook(payload, route: route, body: body)
        webhook.nonce = nonce
        do {
            let receipt = try await self.acceptor.accept(webhook)
            switch receipt.answer {
            case .replayed: throw WebhookRefusal(signature: .replayed, nonce)
            case .rateAbuse: throw WebhookRefusal(signature: .rateAbuse, nonce)
            case .revoked: throw WebhookRefusal(signature: .keyRevoked, nonce)
            default: return receipt
            }
        } catch let error as DatabaseError where error.kind == .invalidField {
            // JSON can hold what PostgreSQL cannot, such as U+0000 and years beyond its own.
            throw WebhookRefusal(unstorable: error, nonce)
        }
    }

    /// 200 ends the delivery, 409 ends it as a contradiction, 503 has it sent again (C §7).
    private func answer(_ receipt: WebhookReceipt, _ route: WebhookRoute) throws(Problem) -> Response {
        switch receipt.answer {
        case .accepted, .duplicate: .json(JSON.object(["status": .string(receipt.answer.rawValue)]).text)
        case .inProgress: throw .retryLater(.webhookInProgress, seconds: 1)
        case .awaited: throw .retryLater(.webhookInProgress, seconds: 5)
        case .keyConflict: throw Problem(.webhookKeyConflict)
        case .conflict: throw Problem(.webhookConflict)
        // Refused above, but for an address that was retired meanwhile.
        case .unknown, .replayed, .rateAbuse, .revoked: throw Problem(.notFound)
        }
    }
}

extension NonceUse {
    /// Why a webhook is refused for it; nil where it is good.
    var refusal: WebhookSignatureError? {
        switch self {
        case .fresh: nil
        case .replayed: .replayed
        case .rateAbuse: .rateAbuse
        case .revoked: .keyRevoked
        }
    }
}

extension [UInt8] {
    /// For people to read: what is no text, or nothing that PostgreSQL can keep, is replaced.
    fileprivate var text: String {
        String(decoding: self, as: UTF8.self).replacing("\0", with: "\u{FFFD}")
    }
}
