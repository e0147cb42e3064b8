import AdCP

/// JWKs that a seller publishes.
struct KeySubject: Subject {
    let samples = Samples.keys
    let tokens = Samples.jsonTokens + Samples.keyTokens

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let json = try? JSON(parsing: bytes) else { return }
        for (id, key) in JSONWebKey.set(json) ?? [:] {
            try BrokenProperty.unless(key.id == id && 1...256 ~= id.utf8.count, "a key is under its own name")
        }
        guard let signature = try? WebhookSignature(SignatureSubject.original, at: Samples.signedAt) else {
            throw BrokenProperty("the sample is in order")
        }
        for element in (json["keys"]?.array ?? []) + [json] {
            guard let key = JSONWebKey(element),
                (try? signature.verify(key: key, revocations: .known(revoked: []))) != nil
            else { continue }
            let isSigners = ["kid", "x"].allSatisfy { element[$0] == Samples.signingKey[$0] }
            try BrokenProperty.unless(isSigners, "only the signer's key verifies")
        }
        _ = WebhookSigner(jwk: json)
    }
}
