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
    /// Which of the seller's keys is said to have signed. Not yet true, and not for a log: see `LogText`.
    public let keyID: String
    let nonce: String
    let algorithm: SignatureAlgorithm
    /// Unix time in seconds.
    let expires: Int64
    let bytes: [UInt8]
    let base: SignatureBase
    let digest: ContentDigest
    let webhook: SignedWebhook

    /// - Parameter now: Unix time in seconds, from the clock that decides.
    public init(_ webhook: SignedWebhook, at now: Int64) throws(WebhookSignatureError) {
        // 1
        let message = webhook.message
        let inputs = message.values("signature-input")
        let signatures = message.values("signature")
        guard !inputs.isEmpty || !signatures.isEmpty else {
            let otherWays = message.values(HMACSignature.signatureHeader.lowercased()) + message.values("authorization")
            throw otherWays.isEmpty ? .headerMalformed : .modeMismatch
        }
        guard let fields = SignatureFields(webhook.message, inputs: inputs, signatures: signatures) else {
            throw .headerMalformed
        }
        let input = fields.input
        // 2
        guard let created = input.integer("created"), let expires = input.integer("expires"),
            let nonce = input.string("nonce"), let keyID = input.string("keyid"),
            let algorithmName = input.string("alg"), let tag = input.string("tag"),
            let nonceBytes = Base64URL.bytes(nonce.utf8), nonceBytes.count >= WebhookSigningProfile.shortestNonce
        else { throw .paramsIncomplete }
        // 3
        guard tag == WebhookSigningProfile.tag else { throw .tagInvalid }
        // 4
        guard let algorithm = SignatureAlgorithm(rawValue: algorithmName) else { throw .algorithmNotAllowed }
        // 5
        guard expires > created, created <= now + WebhookSigningProfile.clockSkew,
            expires >= now - WebhookSigningProfile.clockSkew, expires - created <= WebhookSigningProfile.longestWindow
        else { throw .windowInvalid }
        // 6
        guard Set(input.components).isSuperset(of: WebhookSigningProfile.components), let digest = fields.digest else {
            throw .componentsIncomplete
        }
        self.keyID = keyID
        self.nonce = nonce
        self.algorithm = algorithm
        self.expires = expires
        self.bytes = fields.signature
        self.base = fields.base
        self.digest = digest
        self.webhook = webhook
    }
}
