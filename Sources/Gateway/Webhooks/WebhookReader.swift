import AdCP
import Database
import Foundation

/// Reads what a webhook says. A2A's own forms leave out what the operation knows that they speak of.
struct WebhookReader: Sendable {
    let database: Database
    let route: WebhookRoute

    /// - Throws: `WebhookReadingError`, or `DatabaseError`.
    func payload(of body: [UInt8]) async throws -> WebhookPayload {
        do {
            let body = try WebhookBody(
                body, servedVersion: self.route.version,
                transport: AgentTransport(rawValue: self.route.transport) ?? .mcp)
            let unknown = try body.unknown
            let operation: WebhookOperation? =
                if let unknown { try await self.operation(of: unknown) } else { nil }
            return try WebhookPayload(body, of: operation)
        } catch let error as WebhookPayloadError {
            throw WebhookReadingError.malformed(error)
        }
    }

    /// nil where the webhook can be read without it.
    ///
    /// - Throws: `WebhookReadingError.unmatched` where it cannot, and the operation is not known or not known to have this task yet.
    private func operation(of subject: WebhookSubject) async throws -> WebhookOperation? {
        guard subject.operationID != nil || subject.taskID != nil else { return nil }
        let found = try await self.database.webhookOperation(
            of: self.route, operationID: subject.operationID, taskID: subject.taskID)
        guard let found else {
            guard subject.taskType != nil else { throw WebhookReadingError.unmatched }
            return nil
        }
        return WebhookOperation(id: found.id.uuidString.lowercased(), taskType: found.taskType)
    }
}

/// Why nothing can be concluded from a webhook.
enum WebhookReadingError: Error, Sendable {
    /// It is no notification.
    case malformed(WebhookPayloadError)
    /// It does not name its AdCP task, and speaks of no operation that is known: the answer that would tell may still be on its way.
    case unmatched
}
