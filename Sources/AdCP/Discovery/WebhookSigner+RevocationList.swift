extension WebhookSigner {
    /// A revocation list signed with this key, in JWS's general serialisation, for the sandbox's seller and for tests.
    ///
    /// - Parameters:
    ///   - updated: RFC 3339, as is `nextUpdate`.
    ///   - issuer: origin of the `brand.json` whose agents it is for.
    public func revocationList(
        of revokedKeyIDs: [String], issuer: String, updated: String, nextUpdate: String,
        type: String = RevocationList.signedType
    ) throws -> String {
        let header: JSON = .object([
            "alg": .string(self.algorithm.jwkNames.algorithm), "kid": .string(self.keyID), "typ": .string(type),
        ])
        let list: JSON = .object([
            "version": 1, "issuer": .string(issuer), "updated": .string(updated), "next_update": .string(nextUpdate),
            "revoked_jtis": [], "revoked_kids": .array(revokedKeyIDs.map { .string($0) }),
        ])
        let (protected, payload) = (Base64URL.text(header.text.utf8), Base64URL.text(list.text.utf8))
        let signature = Base64URL.text(try self.sign(Array("\(protected).\(payload)".utf8)))
        return JSON.object([
            "payload": .string(payload),
            "signatures": [.object(["protected": .string(protected), "signature": .string(signature)])],
        ]).text
    }
}

extension RevocationList {
    /// `typ` of the header that is signed with it.
    public static var signedType: String { Self.type }
}
