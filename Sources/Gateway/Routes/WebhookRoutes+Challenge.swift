import AdCP
import Database
import Hummingbird

extension WebhookRoutes {
    /// Proves to an agent that an address is ours (C §6.8): gives back the challenge of one that is signed, new, and bound to what this agent
    /// was asked for.
    ///
    /// - Returns: nil where the body is no challenge.
    func answer(
        toChallenge body: [UInt8], _ nonce: WebhookNonce?, of route: WebhookRoute
    ) async throws -> Response? {
        let challenge: WebhookChallenge
        do {
            guard let read = try WebhookChallenge(body) else { return nil }
            challenge = read
        } catch {
            throw WebhookRefusal(payload: error, nonce)
        }
        guard let nonce else { throw WebhookRefusal(unboundChallenge: nil) }
        if let refusal = try await self.database.spend(nonce, of: route).refusal {
            throw WebhookRefusal(signature: refusal, nonce)
        }
        let isOurs = try await self.database.answersChallenge(
            to: route, subscriberID: challenge.subscriberID, agentURL: challenge.sellerAgentURL,
            mode: challenge.deliveryMode, eventTypes: challenge.eventTypes)
        guard isOurs else { throw WebhookRefusal(unboundChallenge: nonce) }
        return .json(challenge.answer)
    }
}
