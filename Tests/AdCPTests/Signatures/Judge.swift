import Crypto

@testable import AdCP

/// A receiver's whole judgement of a signed webhook, with a nonce store of its own.
struct Judge {
    var now = Draft.now
    var key: JSONObject = [
        "kid": "seller-2026", "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "key_ops": ["verify"],
        "adcp_use": "request-signing", "x": .string(Base64URL.text(Draft.key.publicKey.rawRepresentation)),
    ]
    var hasKey = true
    var revocations = RevocationState.known(revoked: [])
    var nonceStore = NonceStoreState.roomy
    /// Nonces that have been seen.
    var seen: Set<String> = []
    /// The store filled up while the signature was verified.
    var isFullAtInsert = false

    /// The code of the first check that fails, all fifteen in order; nil if none does.
    func code(_ webhook: SignedMessage) -> String? {
        do {
            try self.verify(webhook)
        } catch {
            return error.rawValue
        }
        do {
            _ = try WebhookPayload(body: webhook.message.body, servedVersion: nil)
        } catch {
            // The schema comes after the signature and has no code of its own in the profile.
            guard case .malformed = error else { return nil }
            return error.code
        }
        return nil
    }

    @discardableResult
    func verify(_ webhook: SignedMessage) throws(WebhookSignatureError) -> VerifiedSignature {
        let signature = try WebhookSignature(webhook, at: self.now)
        let verified = try signature.verify(
            key: self.hasKey ? JSONWebKey(.object(self.key)) : nil, revocations: self.revocations,
            nonceStore: self.nonceStore)
        guard !self.seen.contains(verified.nonce) else { throw .replayed }
        guard !self.isFullAtInsert else { throw .rateAbuse }
        return verified
    }
}
