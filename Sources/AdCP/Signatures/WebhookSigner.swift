/// Signs webhooks by `adcp/webhook-signing/v1`, for the sandbox's seller and for tests.
public struct WebhookSigner: Sendable {
    private let signer: MessageSigner

    /// `kid` of the key.
    public var keyID: String { self.signer.keyID }

    /// Takes a private JWK with `kid`, `kty`, `crv` and `d`; nil for any other.
    public init?(jwk: JSON) {
        guard let signer = MessageSigner(jwk: jwk) else { return nil }
        self.signer = signer
    }

    /// Makes a new key. Nil for an identifier that is empty, longer than 256 bytes, or not of visible ASCII without
    /// quotes.
    public init?(generating algorithm: SignatureAlgorithm, keyID: String) {
        guard let signer = MessageSigner(generating: algorithm, keyID: keyID) else { return nil }
        self.signer = signer
    }

    public var algorithm: SignatureAlgorithm { self.signer.key.algorithm }

    /// The public key as a member of a JWKS's `keys`.
    public var publicKey: JSON { self.signer.publicKey }

    /// Header fields to send with a webhook: `Content-Type`, `Content-Digest`, `Signature-Input` and `Signature`.
    ///
    /// - Parameters:
    ///   - url: where it goes.
    ///   - nonce: new for every attempt to deliver; at least 16 bytes in base64url.
    ///   - created: Unix time in seconds.
    ///   - lifetime: how long the signature is good for, in seconds; receivers take 300 at most.
    public func fields(
        method: String = "POST", url: String, contentType: String = "application/json", body: [UInt8],
        nonce: String = Self.nonce(), created: Int64, lifetime: Int64 = 300
    ) throws -> [(name: String, value: String)] {
        try self.signer.fields(
            .webhook, method: method, url: url, contentType: contentType, body: body, nonce: nonce, created: created,
            lifetime: lifetime)
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        try self.signer.key.sign(message)
    }

    /// 16 random bytes in base64url.
    public static func nonce() -> String { MessageSigner.nonce() }
}
