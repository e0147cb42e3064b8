import AdCP
import Database
import HTTPTypes
import Hummingbird

/// Holds a webhook against RFC 9421 signatures, profile `adcp/webhook-signing/v1`: the fifteen checks of C §6.4 in their order, but for
/// the last three, which accepting it makes.
struct SignatureAuthentication: Sendable {
    let directory: SigningKeyDirectory
    /// Where senders find this deployment.
    let publicURL: String

    /// - Parameter now: Unix time in seconds.
    /// - Returns: the nonce, to be used up as the webhook is accepted (checks 12 and 13).
    /// - Throws: `WebhookSignatureError`, or `DatabaseError` when the keys cannot be had.
    func check(_ head: HTTPRequest, _ message: WebhookRequest, of route: WebhookRoute, at now: Int64) async throws
        -> WebhookNonce
    {
        let webhook = SignedMessage(
            method: head.method.rawValue, target: head.path ?? "", authority: head.authority, baseURL: self.publicURL,
            message: message)
        let signature = try WebhookSignature(webhook, at: now)
        let finding = try await self.directory.find(signature.keyID, of: route)
        let verified = try signature.verify(
            key: finding.key, revocations: finding.revocations, nonceStore: finding.nonceStore)
        return WebhookNonce(keyID: verified.keyID, nonce: verified.nonce, keptUntil: verified.nonceKeptUntil)
    }
}
