/// Signs our requests by `adcp/request-signing/v1`, with the deployment's own key. It never shows in descriptions.
public struct RequestSigner: Sendable, CustomStringConvertible, CustomReflectable {
    private let signer: MessageSigner

    /// `kid` of the key.
    public var keyID: String { self.signer.keyID }

    /// Takes a private JWK of Ed25519 or P-256 with its `kid`; nil for any other.
    public init?(jwk: JSON) {
        guard let signer = MessageSigner(jwk: jwk) else { return nil }
        self.signer = signer
    }

    /// A new private key as the JWK that `init(jwk:)` takes; nil for an identifier that a signature cannot name.
    public static func newKey(_ algorithm: SignatureAlgorithm, keyID: String) -> JSON? {
        guard let signer = MessageSigner(generating: algorithm, keyID: keyID),
            var jwk = signer.publicKey.object
        else { return nil }
        jwk["key_ops"] = ["sign"]
        jwk["d"] = .string(signer.key.privateScalar)
        return .object(jwk)
    }

    /// The public key as a member of a JWKS's `keys`.
    public var publicKey: JSON { self.signer.publicKey }

    /// Header fields to add to a request besides those it has: `Content-Digest`, where it is covered, `Signature-Input` and `Signature`.
    ///
    /// - Parameters:
    ///   - url: where it goes.
    ///   - contentType: as it is sent.
    ///   - body: byte for byte as it is sent.
    ///   - policy: what the seller says of signatures.
    ///   - version: release that the request is sent under.
    ///   - nonce: new for every request, repeated ones included.
    ///   - created: Unix time in seconds.
    public func fields(
        method: String = "POST", url: String, contentType: String, body: [UInt8], by policy: RequestSigning,
        version: ProtocolVersion, nonce: String = Self.nonce(), created: Int64
    ) throws -> [(name: String, value: String)] {
        try self.signer.fields(
            policy.profile(version), method: method, url: url, contentType: contentType, body: body, nonce: nonce,
            created: created, lifetime: SignatureProfile.longestWindow
        ).filter { $0.name != "Content-Type" }
    }

    /// 16 random bytes in base64url.
    public static func nonce() -> String { MessageSigner.nonce() }

    public var description: String { "request signer \(LogText(self.keyID))" }

    public var customMirror: Mirror { Mirror(self, children: []) }
}
