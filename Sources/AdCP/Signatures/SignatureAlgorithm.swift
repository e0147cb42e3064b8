/// The two algorithms of the profile, as the signature parameter `alg` names them (RFC 9421 §6.2).
public enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case ed25519
    /// ECDSA with P-256 and SHA-256; signatures are r and s, 32 bytes each.
    case ecdsaP256SHA256 = "ecdsa-p256-sha256"

    /// `kty`, `crv` and `alg` of a JWK that goes with it (RFC 8037, RFC 7518).
    var jwkNames: (type: String, curve: String, algorithm: String) {
        switch self {
        case .ed25519: ("OKP", "Ed25519", "EdDSA")
        case .ecdsaP256SHA256: ("EC", "P-256", "ES256")
        }
    }
}
