import AdCP
import Database
import HTTPTypes
import Hummingbird

/// Holds a webhook against RFC 9421 signatures, profile `adcp/webhook-signing/v1`: the fifteen checks of C §6.4 in their order, but for
/// the last, which reading the body makes.
struct SignatureAuthentication: Sendable {
    let directory: SigningKeyDirectory
    /// Where senders find this deployment.
    let publicURL: String

    /// - Parameter now: Unix time in seconds.
    /// - Throws: `WebhookSignatureError`, or `DatabaseError` when the keys or nonces cannot be had.
    func check(_ head: HTTPRequest, _ message: WebhookRequest, of route: WebhookRoute, at now: Int64) async throws {
        let webhook = SignedWebhook(
            method: head.method.rawValue, target: head.path ?? "", authority: head.authority, baseURL: self.publicURL,
            message: message)
        let signature = try WebhookSignature(webhook, at: now)
        let finding = try await self.directory.find(signature.keyID, of: route)
        let verified = try signature.verify(
            key: finding.key, revocations: finding.revocations, nonceStore: finding.nonceStore)
        let use = try await self.directory.database.spendNonce(
            verified.nonce, key: verified.keyID, keptUntil: verified.nonceKeptUntil, agent: route.agent,
            tenant: route.tenant)
        switch use {
        case .fresh: return
        case .replayed: throw WebhookSignatureError.replayed
        case .rateAbuse: throw WebhookSignatureError.rateAbuse
        }
    }
}
