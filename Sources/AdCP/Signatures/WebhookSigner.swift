/// Signs webhooks by `adcp/webhook-signing/v1`, for the sandbox's seller and for tests.
public struct WebhookSigner: Sendable {
    /// `kid` of the key.
    public let keyID: String
    private let key: SigningKey

    /// Takes a private JWK with `kid`, `kty`, `crv` and `d`; nil for any other.
    public init?(jwk: JSON) {
        guard let keyID = jwk["kid"]?.string, Self.isKeyID(keyID), let key = SigningKey(jwk: jwk) else { return nil }
        self.keyID = keyID
        self.key = key
    }

    /// Makes a new key. Nil for an identifier that is empty, longer than 256 bytes, or not of visible ASCII without
    /// quotes.
    public init?(generating algorithm: SignatureAlgorithm, keyID: String) {
        guard Self.isKeyID(keyID) else { return nil }
        self.keyID = keyID
        self.key = SigningKey(generating: algorithm)
    }

    public var algorithm: SignatureAlgorithm { self.key.algorithm }

    /// The public key as a member of a JWKS's `keys`.
    public var publicKey: JSON {
        let names = self.algorithm.jwkNames
        var jwk: JSONObject = [
            "kid": .string(self.keyID), "kty": .string(names.type), "crv": .string(names.curve),
            "alg": .string(names.algorithm), "use": "sig", "key_ops": ["verify"], "adcp_use": "request-signing",
        ]
        for (name, value) in self.key.publicCoordinates {
            jwk[name] = value
        }
        return .object(jwk)
    }

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
        let unsigned = [("Content-Type", contentType), ("Content-Digest", ContentDigest.text(body))]
        let components = WebhookSigningProfile.components.map { "\"\($0)\"" }.joined(separator: " ")
        let parameters =
            "(\(components));created=\(created);expires=\(created + lifetime);nonce=\"\(nonce)\";keyid=\"\(self.keyID)\""
            + ";alg=\"\(self.algorithm.rawValue)\";tag=\"\(WebhookSigningProfile.tag)\""
        let input = "\(WebhookSigningProfile.label)=\(parameters)"
        let base = try SignatureBase(
            SignatureInput(WebhookSigningProfile.label, in: [input]), WebhookRequest(headers: unsigned, body: body))
        let signature = try self.key.sign(Array(base.text(method: method, uri: CanonicalURI(url)).utf8))
        return unsigned + [
            ("Signature-Input", input), ("Signature", "\(WebhookSigningProfile.label)=:\(Base64URL.text(signature)):"),
        ]
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        try self.key.sign(message)
    }

    /// 16 random bytes in base64url.
    public static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.text((0..<WebhookSigningProfile.shortestNonce).map { _ in generator.next() as UInt8 })
    }

    private static func isKeyID(_ text: String) -> Bool {
        1...SignatureInput.maximumParameterLength ~= text.utf8.count
            && text.utf8.allSatisfy { 0x21...0x7E ~= $0 && !#""\"#.utf8.contains($0) }
    }
}
