/// A message's claim to be signed by one of AdCP's profiles, as far as it can be judged without the key: checks 1 to 6.
struct MessageSignature: Sendable {
    let keyID: String
    let nonce: String
    let algorithm: SignatureAlgorithm
    /// Unix time in seconds.
    let expires: Int64
    let bytes: [UInt8]
    let base: SignatureBase
    /// nil where the digest is not covered.
    let digest: ContentDigest?
    let message: SignedMessage
    let profile: SignatureProfile

    /// - Parameter now: Unix time in seconds, from the clock that decides.
    init(_ message: SignedMessage, _ profile: SignatureProfile, at now: Int64) throws(SignatureFault) {
        // 1
        guard let fields = SignatureFields(message.message, profile.encoding) else { throw .headerMalformed }
        let input = fields.input
        // 2
        guard let created = input.integer("created"), let expires = input.integer("expires"),
            let nonce = input.string("nonce"), let keyID = input.string("keyid"),
            let algorithmName = input.string("alg"), let tag = input.string("tag"),
            let nonceBytes = Base64URL.bytes(nonce.utf8), nonceBytes.count >= SignatureProfile.shortestNonce
        else { throw .paramsIncomplete }
        // 3
        guard tag == profile.tag else { throw .tagInvalid }
        // 4
        guard let algorithm = SignatureAlgorithm(rawValue: algorithmName) else { throw .algorithmNotAllowed }
        // 5
        guard expires > created, created <= now + SignatureProfile.clockSkew,
            expires >= now - SignatureProfile.clockSkew, expires - created <= SignatureProfile.longestWindow
        else { throw .windowInvalid }
        // 6
        let covered = Set(input.components)
        guard covered.isSuperset(of: profile.requiredComponents) else { throw .componentsIncomplete }
        let coversDigest = covered.contains(ContentDigest.name)
        guard !coversDigest || fields.digest != nil else { throw .componentsIncomplete }
        guard !coversDigest || profile.digest != .forbidden else { throw .componentsUnexpected }
        self.keyID = keyID
        self.nonce = nonce
        self.algorithm = algorithm
        self.expires = expires
        self.bytes = fields.signature
        self.base = fields.base
        self.digest = coversDigest ? fields.digest : nil
        self.message = message
        self.profile = profile
    }

    /// Checks the signature with the key it names: checks 7 to 11.
    func verify(
        key: JSONWebKey?, revocations: RevocationState, nonceStore: NonceStoreState
    ) throws(SignatureFault) -> VerifiedSignature {
        // 7. No table is asked by the key's identifier without a look at what it gave.
        guard let key, key.id == self.keyID else { throw .keyUnknown }
        // 8
        guard let verificationKey = VerificationKey(key, for: self.algorithm, uses: self.profile.keyUses) else {
            throw .keyPurposeInvalid
        }
        // 9
        switch revocations {
        case .stale: throw .revocationStale
        case .known(let revoked): guard !revoked.contains(self.keyID) else { throw .keyRevoked }
        }
        // 9a
        guard nonceStore == .roomy else { throw .rateAbuse }
        // 10
        let base = self.base.text(method: self.message.method, uri: try self.message.canonicalURI())
        guard verificationKey.isValid(self.bytes, of: Array(base.utf8)) else { throw .signatureInvalid }
        // 11
        guard self.digest?.matches(self.message.message.body) ?? true else { throw .digestMismatch }
        return VerifiedSignature(keyID: self.keyID, nonce: self.nonce, expires: self.expires, algorithm: self.algorithm)
    }
}
