import Crypto

/// A public key that may verify something.
enum VerificationKey {
    case ed25519(Curve25519.Signing.PublicKey)
    case p256(P256.Signing.PublicKey)

    /// Holds a key against its purpose and the signature's algorithm (check 8); nil if it is not for this, or is no key
    /// at all.
    ///
    /// - Parameter uses: what the key may be published for; for webhooks unless told otherwise.
    init?(_ key: JSONWebKey, for algorithm: SignatureAlgorithm, uses: Set<String> = SignatureProfile.webhook.keyUses) {
        let names = algorithm.jwkNames
        guard key.use == "sig", key.operations.contains("verify"),
            let adcpUse = key.adcpUse, uses.contains(adcpUse),
            key.type == names.type, key.curve == names.curve,
            // RFC 7517 lets it out; type and curve say the same.
            key.algorithm == nil || key.algorithm == names.algorithm,
            let x = key.x.flatMap({ Base64URL.bytes($0.utf8) }), x.count == 32
        else { return nil }
        switch algorithm {
        case .ed25519:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else { return nil }
            self = .ed25519(key)
        case .ecdsaP256SHA256:
            guard let y = key.y.flatMap({ Base64URL.bytes($0.utf8) }), y.count == 32,
                let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            self = .p256(key)
        }
    }

    func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch self {
        case .ed25519(let key):
            return key.isValidSignature(signature, for: message)
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: message)
        }
    }
}
