extension WebhookSignature {
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
        // 7. No table is asked by the key's identifier without a look at what it gave.
        guard let key, key.id == self.keyID else { throw .keyUnknown }
        // 8
        guard let verificationKey = VerificationKey(key, for: self.algorithm) else { throw .keyPurposeInvalid }
        // 9
        switch revocations {
        case .stale: throw .revocationStale
        case .known(let revoked): guard !revoked.contains(self.keyID) else { throw .keyRevoked }
        }
        // 9a
        guard nonceStore == .roomy else { throw .rateAbuse }
        // 10
        let base = self.base.text(method: self.webhook.method, uri: try self.webhook.canonicalURI())
        guard verificationKey.isValid(self.bytes, of: Array(base.utf8)) else { throw .signatureInvalid }
        // 11
        guard self.digest.matches(self.webhook.message.body) else { throw .digestMismatch }
        return VerifiedSignature(keyID: self.keyID, nonce: self.nonce, expires: self.expires, algorithm: self.algorithm)
    }
}

extension SignedWebhook {
    /// The bytes that the sender must have signed, whatever the checks say of it: for tests and for diagnosis.
    package func signatureBase() throws(WebhookSignatureError) -> String {
        let inputs = self.message.values("signature-input")
        guard let fields = SignatureFields(self.message, inputs: inputs, signatures: self.message.values("signature"))
        else { throw .headerMalformed }
        return fields.base.text(method: self.method, uri: try self.canonicalURI())
    }
}
