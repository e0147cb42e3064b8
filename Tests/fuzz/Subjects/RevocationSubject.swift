import AdCP

/// Signed lists of revoked keys: whether anything but what was signed is believed.
struct RevocationSubject: Subject {
    private static let issuer = "https://seller.example"
    /// RFC 8037's key pair, for all to see.
    private static let signer = WebhookSigner(jwk: [
        "kid": "seller-1", "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ])!
    private static let jwks: JSON = ["keys": [signer.publicKey]]
    private static let revoked = ["old-1", "old-2"]
    private static let general = try! signer.revocationList(
        of: revoked, issuer: issuer, updated: "2026-11-26T00:00:00Z", nextUpdate: "2026-11-26T00:15:00Z")

    let samples: [[UInt8]]
    let tokens =
        Samples.jsonTokens
        + ["payload", "signatures", "protected", "signature", ".", "e30", "eyJhbGciOiJub25lIn0", "-", "_"].map {
            Array($0.utf8)
        }

    init() {
        let json = try? JSON(parsing: Self.general)
        let signature = json?["signatures"]?.array?.first
        let parts = [signature?["protected"], json?["payload"], signature?["signature"]].map { $0?.string ?? "" }
        let flattened: JSON = [
            "payload": .string(parts[1]), "protected": .string(parts[0]), "signature": .string(parts[2]),
        ]
        self.samples = [Self.general, parts.joined(separator: "."), flattened.text].map { Array($0.utf8) }
    }

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let list = try? RevocationList(parsing: text, issuer: Self.issuer, jwks: Self.jwks) else { return }
        try BrokenProperty.unless(
            list.revokedKeyIDs == Self.revoked && list.updated == "2026-11-26T00:00:00Z"
                && list.nextUpdate == "2026-11-26T00:15:00Z" && list.signerID == "seller-1",
            "only the list that was signed is believed")
    }
}
