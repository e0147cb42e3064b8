/// A webhook's claim to be signed, as far as it can be judged without the key: checks 1 to 6 of
/// `adcp/webhook-signing/v1`.
///
/// The profile has fifteen checks, and the first that fails decides the code. What needs no I/O is here, what does is
/// the caller's:
///
///     let signature = try WebhookSignature(webhook, at: now)                          // 1 to 6
///     let key = await keys.key(signature.keyID)                                       // 7, fetched anew on a miss
///     let verified = try signature.verify(key: key, revocations: …, nonceStore: …)    // 7 to 11
///     // 12 and 13: one INSERT … ON CONFLICT DO NOTHING of `verified.nonce`, with its cap: `.replayed`, `.rateAbuse`
///     let payload = try WebhookPayload(body: …)                                       // 14
public struct WebhookSignature: Sendable {
    private let signature: MessageSignature

    /// Which of the seller's keys is said to have signed. Not yet true, and not for a log: see `LogText`.
    public var keyID: String { self.signature.keyID }

    /// - Parameter now: Unix time in seconds, from the clock that decides.
    public init(_ webhook: SignedMessage, at now: Int64) throws(WebhookSignatureError) {
        let message = webhook.message
        guard message.isSigned else {
            let otherWays = message.values(HMACSignature.signatureHeader.lowercased()) + message.values("authorization")
            throw otherWays.isEmpty ? .headerMalformed : .modeMismatch
        }
        do {
            self.signature = try MessageSignature(webhook, .webhook, at: now)
        } catch {
            throw WebhookSignatureError(error)
        }
    }

    /// Checks the signature with the key it names: checks 7 to 11.
    ///
    /// - Parameters:
    ///   - key: the seller's key of that identifier, from its `agents[]` entry; nil if there is none after a fetch.
    ///   - revocations: the seller's revocation list. An operator's own pinned keys are `.known(revoked: [])`.
    ///   - nonceStore: whether the store has room for another nonce of the key. Refused here, a flood costs no
    ///     cryptography.
    /// - Returns: what is left to be proven, that the nonce is new.
    public func verify(
        key: JSONWebKey?, revocations: RevocationState, nonceStore: NonceStoreState = .roomy
    ) throws(WebhookSignatureError) -> VerifiedSignature {
        do {
            return try self.signature.verify(key: key, revocations: revocations, nonceStore: nonceStore)
        } catch {
            throw WebhookSignatureError(error)
        }
    }
}

extension SignedMessage {
    /// The bytes that the sender of a webhook must have signed, whatever the checks say of it: for tests and for diagnosis.
    package func signatureBase() throws(WebhookSignatureError) -> String {
        guard let fields = SignatureFields(self.message, SignatureProfile.webhook.encoding) else {
            throw .headerMalformed
        }
        do {
            return fields.base.text(method: self.method, uri: try self.canonicalURI())
        } catch {
            throw WebhookSignatureError(error)
        }
    }
}
