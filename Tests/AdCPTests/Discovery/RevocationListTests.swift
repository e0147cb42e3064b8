import Testing

@testable import AdCP

/// What makes a list of revoked keys its operator's.
struct RevocationListTests {
    private let signer = WebhookSigner(generating: .ed25519, keyID: "operator-1")!
    private static let issuer = "https://seller.example"

    private func jwks(_ signers: WebhookSigner...) -> JSON {
        .object(["keys": .array(signers.map(\.publicKey))])
    }

    private func list(
        of kids: [String] = ["old-1"], issuer: String = Self.issuer, updated: String = "2026-11-26T00:00:00Z",
        type: String = RevocationList.signedType
    ) throws -> String {
        try self.signer.revocationList(
            of: kids, issuer: issuer, updated: updated, nextUpdate: "2026-11-26T00:15:00Z", type: type)
    }

    private func read(_ text: String, jwks: JSON? = nil) -> Result<RevocationList, RevocationListError> {
        Result { () throws(RevocationListError) in
            try RevocationList(parsing: text, issuer: Self.issuer, jwks: jwks ?? self.jwks(self.signer))
        }
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a list that its operator signed is read`(algorithm: SignatureAlgorithm) throws {
        let signer = try #require(WebhookSigner(generating: algorithm, keyID: "operator-2"))
        let text = try signer.revocationList(
            of: ["old-1", "old-2"], issuer: "https://Seller.example/", updated: "2026-11-26T00:00:00Z",
            nextUpdate: "2026-11-26T00:15:00Z")
        let list = try self.read(text, jwks: self.jwks(signer)).get()
        #expect(list.revokedKeyIDs == ["old-1", "old-2"])
        #expect(list.signerID == "operator-2")
        #expect(list.updated == "2026-11-26T00:00:00Z")
        #expect(list.nextUpdate == "2026-11-26T00:15:00Z")
    }

    @Test func `all three serialisations of a signed document are one`() throws {
        let general = try JSON(parsing: self.list())
        let signature = try #require(general["signatures"]?.array?.first)
        let (payload, header, bytes) = (general["payload"], signature["protected"], signature["signature"])
        let flattened = JSON.object(["payload": payload!, "protected": header!, "signature": bytes!]).text
        let compact = "\(header!.string!).\(payload!.string!).\(bytes!.string!)"
        let expected = try self.read(general.text).get()
        #expect(try self.read(flattened).get() == expected)
        #expect(try self.read(compact).get() == expected)
        #expect(try self.read(compact + "\n").get() == expected)
    }

    @Test func `a key for governance may sign it, one for nothing in particular may not`() throws {
        var key = try #require(self.signer.publicKey.object)
        key["adcp_use"] = "governance-signing"
        #expect(try self.read(self.list(), jwks: .object(["keys": [.object(key)]])).get().revokedKeyIDs == ["old-1"])
        key["adcp_use"] = nil
        #expect(self.read(try self.list(), jwks: .object(["keys": [.object(key)]])) == .failure(.keyUnknown))
    }

    @Test func `a list of another operator, another purpose or another key is refused by its reason`() throws {
        let stranger = try #require(WebhookSigner(generating: .ed25519, keyID: "stranger-1"))
        let impostor = try #require(WebhookSigner(generating: .ed25519, keyID: "operator-1"))
        #expect(self.read(try self.list(issuer: "https://other.example")) == .failure(.issuerMismatch))
        #expect(self.read(try self.list(issuer: "https://seller.example/path")) == .failure(.issuerMismatch))
        #expect(self.read(try self.list(issuer: "http://seller.example")) == .failure(.issuerMismatch))
        #expect(self.read(try self.list(type: "adcp-gov+jws")) == .failure(.typeMismatch))
        #expect(self.read(try self.list(), jwks: self.jwks(stranger)) == .failure(.keyUnknown))
        #expect(self.read(try self.list(), jwks: self.jwks(self.signer, impostor)) == .failure(.keyUnknown))
        #expect(self.read(try self.list(), jwks: .null) == .failure(.keyUnknown))
        #expect(self.read(try self.list(), jwks: self.jwks(impostor)) == .failure(.signatureInvalid))
        #expect(self.read(try self.list(updated: "yesterday")) == .failure(.malformed))
        #expect(self.read(try self.list(of: [""])) == .failure(.malformed))
        #expect(self.read(try self.list(of: [String(repeating: "k", count: 257)])) == .failure(.malformed))
        #expect(self.read(try self.list(of: (0...10_000).map(String.init))) == .failure(.malformed))
    }

    @Test(arguments: ["", "{}", "a.b", "a.b.c", "a.b.c.d", "<html>", #"{"payload":"e30","signatures":[]}"#])
    func `what is no signed document is malformed`(_ text: String) {
        #expect(self.read(text) == .failure(.malformed))
    }

    @Test func `several signatures, a changed list and a header that demands to be understood are refused`() throws {
        let general = try JSON(parsing: self.list())
        let signature = try #require(general["signatures"]?.array?.first)
        let twice = JSON.object(["payload": general["payload"]!, "signatures": [signature, signature]]).text
        #expect(self.read(twice) == .failure(.malformed))
        let forged = JSON.object([
            "payload": .string(Base64URL.text(#"{"version":1,"revoked_kids":[]}"#.utf8)), "signatures": [signature],
        ]).text
        #expect(self.read(forged) == .failure(.signatureInvalid))
        let critical = #"{"alg":"EdDSA","kid":"operator-1","typ":"adcp-gov-revocation+jws","crit":["b64"],"b64":false}"#
        let demanding =
            "\(Base64URL.text(critical.utf8)).\(general["payload"]!.string!).\(signature["signature"]!.string!)"
        #expect(self.read(demanding) == .failure(.malformed))
        let unsigned = #"{"alg":"none","kid":"operator-1","typ":"adcp-gov-revocation+jws"}"#
        #expect(
            self.read("\(Base64URL.text(unsigned.utf8)).\(general["payload"]!.string!).AA") == .failure(.malformed))
    }
}
