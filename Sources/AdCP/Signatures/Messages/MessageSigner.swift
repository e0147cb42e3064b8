/// Signs messages with one key, by any of AdCP's profiles.
struct MessageSigner: Sendable {
    /// `kid` of the key.
    let keyID: String
    let key: SigningKey

    /// Takes a private JWK with `kid`, `kty`, `crv` and `d`; nil for any other.
    init?(jwk: JSON) {
        guard let keyID = jwk["kid"]?.string, Self.isKeyID(keyID), let key = SigningKey(jwk: jwk) else { return nil }
        self.keyID = keyID
        self.key = key
    }

    /// Makes a new key. Nil for an identifier that is empty, longer than 256 bytes, or not of visible ASCII without
    /// quotes.
    init?(generating algorithm: SignatureAlgorithm, keyID: String) {
        guard Self.isKeyID(keyID) else { return nil }
        self.keyID = keyID
        self.key = SigningKey(generating: algorithm)
    }

    /// The public key as a member of a JWKS's `keys`.
    var publicKey: JSON {
        let names = self.key.algorithm.jwkNames
        var jwk: JSONObject = [
            "kid": .string(self.keyID), "kty": .string(names.type), "crv": .string(names.curve),
            "alg": .string(names.algorithm), "use": "sig", "key_ops": ["verify"], "adcp_use": "request-signing",
        ]
        for (name, value) in self.key.publicCoordinates {
            jwk[name] = value
        }
        return .object(jwk)
    }

    /// Header fields to send with a message: `Content-Type`, `Content-Digest` where it is covered, `Signature-Input` and
    /// `Signature`.
    func fields(
        _ profile: SignatureProfile, method: String, url: String, contentType: String, body: [UInt8], nonce: String,
        created: Int64, lifetime: Int64
    ) throws -> [(name: String, value: String)] {
        var unsigned = [("Content-Type", contentType)]
        if profile.signedComponents.contains(ContentDigest.name) {
            unsigned.append(("Content-Digest", ContentDigest.text(body, profile.digestEncoding)))
        }
        let components = profile.signedComponents.map { "\"\($0)\"" }.joined(separator: " ")
        let parameters =
            "(\(components));created=\(created);expires=\(created + lifetime);nonce=\"\(nonce)\";keyid=\"\(self.keyID)\""
            + ";alg=\"\(self.key.algorithm.rawValue)\";tag=\"\(profile.tag)\""
        let input = "\(SignatureProfile.label)=\(parameters)"
        let base = try SignatureBase(
            SignatureInput(SignatureProfile.label, in: [input]), WebhookRequest(headers: unsigned, body: body))
        let signature = try self.key.sign(Array(base.text(method: method, uri: CanonicalURI(url)).utf8))
        let text = profile.encoding == .url ? Base64URL.text(signature) : Base64URL.standardText(signature)
        return unsigned + [("Signature-Input", input), ("Signature", "\(SignatureProfile.label)=:\(text):")]
    }

    /// 16 random bytes in base64url.
    static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.text((0..<SignatureProfile.shortestNonce).map { _ in generator.next() as UInt8 })
    }

    private static func isKeyID(_ text: String) -> Bool {
        1...SignatureInput.maximumParameterLength ~= text.utf8.count
            && text.utf8.allSatisfy { 0x21...0x7E ~= $0 && !#""\"#.utf8.contains($0) }
    }
}
