import Crypto

/// A private key of the profile's two kinds. It never shows in descriptions, since swift-crypto's keys do not.
enum SigningKey: Sendable {
    case ed25519(Curve25519.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)

    init(generating algorithm: SignatureAlgorithm) {
        switch algorithm {
        case .ed25519: self = .ed25519(Curve25519.Signing.PrivateKey())
        case .ecdsaP256SHA256: self = .p256(P256.Signing.PrivateKey())
        }
    }

    /// Reads `kty`, `crv` and `d` of a private JWK; nil for any other key.
    init?(jwk: JSON) {
        guard let type = jwk["kty"]?.string, let curve = jwk["crv"]?.string,
            let algorithm = SignatureAlgorithm.allCases.first(where: {
                $0.jwkNames.type == type && $0.jwkNames.curve == curve
            }),
            let d = jwk["d"]?.string.flatMap({ Base64URL.bytes($0.utf8) }), d.count == 32
        else { return nil }
        switch algorithm {
        case .ed25519:
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: d) else { return nil }
            self = .ed25519(key)
        case .ecdsaP256SHA256:
            guard let key = try? P256.Signing.PrivateKey(rawRepresentation: d) else { return nil }
            self = .p256(key)
        }
    }

    var algorithm: SignatureAlgorithm {
        switch self {
        case .ed25519: .ed25519
        case .p256: .ecdsaP256SHA256
        }
    }

    /// `x` and, where the curve has it, `y` of the public key's JWK.
    var publicCoordinates: JSONObject {
        switch self {
        case .ed25519(let key):
            return ["x": .string(Base64URL.text(key.publicKey.rawRepresentation))]
        case .p256(let key):
            let point = key.publicKey.rawRepresentation
            return ["x": .string(Base64URL.text(point.prefix(32))), "y": .string(Base64URL.text(point.suffix(32)))]
        }
    }

    /// `d` of the private key's JWK.
    var privateScalar: String {
        switch self {
        case .ed25519(let key): Base64URL.text(key.rawRepresentation)
        case .p256(let key): Base64URL.text(key.rawRepresentation)
        }
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch self {
        case .ed25519(let key): Array(try key.signature(for: message))
        case .p256(let key): Array(try key.signature(for: message).rawRepresentation)
        }
    }
}
