import Crypto
import Testing

@testable import AdCP

@Suite struct `a seller's key` {
    @Test(
        arguments: [
            ("use", "enc"), ("use", nil), ("key_ops", ["sign"]), ("key_ops", "verify"), ("key_ops", nil),
            ("adcp_use", nil),
            ("adcp_use", "governance-signing"), ("kty", "EC"), ("crv", "P-256"), ("crv", "Ed448"), ("alg", "ES256"),
            ("x", nil), ("x", "AAAA"),
            ("x", "y7tTfeqazsFeTn3ccCzQlcJ4qFWuYsu+JkJAcfc9VoA"), ("kty", nil),
        ] as [(String, JSON?)])
    func `is for this purpose and this algorithm`(member: String, value: JSON?) throws {
        var judge = Judge()
        judge.key[member] = value
        #expect(try judge.code(Draft().signed()) == "webhook_signature_key_purpose_invalid")
    }

    @Test func `may let out its algorithm and have the old purpose`() throws {
        var judge = Judge()
        judge.key["alg"] = nil
        judge.key["adcp_use"] = "webhook-signing"
        judge.key["key_ops"] = ["sign", "verify"]
        #expect(try judge.code(Draft().signed()) == nil)
    }

    @Test func `is the one that the signature names`() throws {
        var judge = Judge()
        judge.key["kid"] = "another"
        #expect(try judge.code(Draft().signed()) == "webhook_signature_key_unknown")
    }

    @Test func `on P-256 is a point of the curve, and no Ed25519 key`() throws {
        let signer = try #require(WebhookSigner(generating: .ecdsaP256SHA256, keyID: "k"))
        var jwk = try #require(signer.publicKey.object)
        let good = try #require(JSONWebKey(.object(jwk)))
        #expect(VerificationKey(good, for: .ecdsaP256SHA256) != nil)
        #expect(VerificationKey(good, for: .ed25519) == nil)
        jwk["y"] = jwk["x"]
        #expect(VerificationKey(try #require(JSONWebKey(.object(jwk))), for: .ecdsaP256SHA256) == nil)
    }

    @Test func `has an identifier that no other key has`() throws {
        let set = JSONWebKey.set([
            "keys": [["kid": "a", "x": "1"], ["kid": "b"], ["kid": "a", "x": "2"], ["kty": "OKP"], 7]
        ])
        #expect(set?.keys.sorted() == ["b"])
        #expect(JSONWebKey.set(["keys": 7]) == nil)
        #expect(JSONWebKey.set([]) == nil)
        #expect(JSONWebKey(["kid": .string(String(repeating: "k", count: 257))]) == nil)
        #expect(JSONWebKey(["kid": ""]) == nil)
    }
}
