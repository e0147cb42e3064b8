import Foundation
import Testing

@testable import AdCP

@Suite struct `a signer of webhooks` {
    static let body = Array(#"{ "status": "completed" }"#.utf8)

    private func webhook(_ fields: [(name: String, value: String)]) -> SignedMessage {
        SignedMessage(
            method: "POST", target: "/webhooks/r%2f1?b=2&a=1", authority: "buyer.example:8443",
            baseURL: "https://buyer.example:8443", message: WebhookRequest(headers: fields, body: Self.body))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `is believed`(algorithm: SignatureAlgorithm) throws {
        let signer = try #require(
            WebhookSigner(generating: algorithm, keyID: "seller/2026 key".replacing(" ", with: "-")))
        let fields = try signer.fields(
            url: "HTTPS://Buyer.example:8443/x/../webhooks/r%2f1?b=2&a=1#f", body: Self.body, created: Draft.now)
        let signature = try WebhookSignature(self.webhook(fields), at: Draft.now)
        let verified = try signature.verify(key: JSONWebKey(signer.publicKey), revocations: .known(revoked: []))
        #expect(verified.algorithm == algorithm)
        #expect(verified.keyID == "seller/2026-key")
        // Each attempt has its own nonce.
        let again = try signer.fields(url: "https://buyer.example/", body: Self.body, created: Draft.now)
        #expect(again.map(\.value) != fields.map(\.value))
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `is not believed for another key`(algorithm: SignatureAlgorithm) throws {
        let signer = try #require(WebhookSigner(generating: algorithm, keyID: "k"))
        let other = try #require(WebhookSigner(generating: algorithm, keyID: "k"))
        let fields = try signer.fields(
            url: "https://buyer.example:8443/webhooks/r%2F1?b=2&a=1", body: Self.body, created: Draft.now)
        let signature = try WebhookSignature(self.webhook(fields), at: Draft.now)
        #expect(throws: WebhookSignatureError.signatureInvalid) {
            try signature.verify(key: JSONWebKey(other.publicKey), revocations: .known(revoked: []))
        }
    }

    @Test(
        arguments: [
            ["kid": "k"], ["kid": "k", "kty": "OKP", "crv": "Ed25519", "d": "AAAA"],
            ["kid": "k", "kty": "RSA", "crv": "P-256"],
            ["kty": "OKP", "crv": "Ed25519", "d": "V0Z2ktvVfcWISjh4xmUlt-bSOJML9QBlzWzDkMFvgJw"],
            ["kid": "a\"b", "kty": "OKP", "crv": "Ed25519", "d": "V0Z2ktvVfcWISjh4xmUlt-bSOJML9QBlzWzDkMFvgJw"],
        ] as [JSON])
    func `needs a key of its own`(jwk: JSON) {
        #expect(WebhookSigner(jwk: jwk) == nil)
    }

    @Test func `does not show its key`() throws {
        let d = "V0Z2ktvVfcWISjh4xmUlt-bSOJML9QBlzWzDkMFvgJw"
        let signer = try #require(WebhookSigner(jwk: ["kid": "k", "kty": "OKP", "crv": "Ed25519", "d": .string(d)]))
        var dumped = ""
        dump(signer, to: &dumped)
        let bytes = try #require(Base64URL.bytes(d.utf8))
        for shown in [dumped, "\(signer)", String(reflecting: signer)] {
            #expect(!shown.contains(d))
            #expect(!shown.contains("\(bytes[0]), \(bytes[1]), \(bytes[2])"))
        }
        #expect(!dumped.contains("- \(bytes[0])\n"))
        #expect(signer.publicKey["d"] == nil)
    }
}
