import Testing

@testable import AdCP

/// Which requests are signed, and how each release has it.
struct RequestSigningTests {
    private static let key: JSON = [
        "kid": "buyer-1", "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ]
    private static let url = "https://seller.example/mcp"
    private static let body = Array(#"{"jsonrpc":"2.0"}"#.utf8)
    private static let now: Int64 = 1_776_520_800

    private func policy(_ text: String) throws -> RequestSigning {
        try #require(RequestSigning(try JSON(parsing: text)))
    }

    @Test(arguments: [
        ("a", [true, true, true]), ("b", [false, true, true]), ("c", [false, false, true]),
        ("d", [false, false, false]),
        ("A", [false, false, false]),
    ])
    func `a request is signed where the seller names its task, as far as we go`(_ task: String, _ wanted: [Bool]) throws
    {
        let policy = try self.policy(
            #"{"supported":true,"required_for":["a"],"warn_for":["b"],"supported_for":["c"]}"#)
        #expect(RequestSigning.Extent.allCases.map { policy.wants(task, to: $0) } == wanted)
    }

    @Test func `who registers a secret signs at every seller that can verify it`() throws {
        #expect(try self.policy(#"{"supported":true}"#).wants("a", to: .required, registersSecret: true))
        #expect(try !self.policy(#"{"supported":false}"#).wants("a", to: .required, registersSecret: true))
    }

    @Test func `methods of A2A are told by their very names`() throws {
        let policy = try self.policy(#"{"supported":true,"protocol_methods_required_for":["SendMessage"]}"#)
        #expect(policy.wants("get_products", method: "SendMessage", to: .required))
        for method in ["message/send", "sendMessage", "SendMessages"] {
            #expect(!policy.wants("get_products", method: method, to: .supported))
        }
        #expect(!policy.wants("SendMessage", to: .supported))
    }

    @Test(arguments: ["null", "true", "[]", #""required""#])
    func `what is no object says nothing`(_ text: String) throws {
        #expect(RequestSigning(try JSON(parsing: text)) == nil)
        #expect(RequestSigning(nil) == nil)
    }

    private func fields(_ policy: String, _ version: ProtocolVersion) throws -> [String: String] {
        let signer = try #require(RequestSigner(jwk: Self.key))
        let fields = try signer.fields(
            url: Self.url, contentType: "application/json", body: Self.body, by: self.policy(policy), version: version,
            nonce: "KXYnfEfJ0PBRZXQyVXfVQA", created: Self.now)
        return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })
    }

    @Test func `since 3.2 the digest is covered whatever the seller says, and bytes are written by RFC 8941`() throws {
        for policy in ["required", "either", "forbidden"] {
            let fields = try self.fields(#"{"covers_content_digest":"\#(policy)"}"#, ProtocolVersion(3, 2))
            #expect(fields["Signature-Input"]?.contains(#""content-digest""#) == true)
            #expect(fields["Signature"]?.hasSuffix("==:") == true)
            #expect(fields["Content-Digest"]?.hasSuffix("=:") == true)
            #expect(fields["Content-Type"] == nil)
        }
    }

    @Test func `before that the seller says whether it is covered, and bytes are written for URLs`() throws {
        for version in [ProtocolVersion(3, 0), ProtocolVersion(3, 1)] {
            for (policy, isCovered) in [("required", true), ("either", true), ("forbidden", false)] {
                let fields = try self.fields(#"{"covers_content_digest":"\#(policy)"}"#, version)
                #expect((fields["Content-Digest"] != nil) == isCovered)
                #expect(fields["Signature-Input"]?.contains("content-digest") == isCovered)
                #expect(fields["Signature"]?.contains("=:") == true && fields["Signature"]?.hasSuffix("=:") == false)
            }
        }
    }

    @Test(arguments: [ProtocolVersion(3, 0), ProtocolVersion(3, 1), ProtocolVersion(3, 2)])
    func `what we sign a seller believes, and nothing that was changed after`(_ version: ProtocolVersion) throws {
        let policy = try self.policy(#"{"supported":true,"covers_content_digest":"required"}"#)
        let signer = try #require(RequestSigner(jwk: Self.key))
        let fields = try signer.fields(
            url: Self.url, contentType: "application/json", body: Self.body, by: policy, version: version,
            created: Self.now)
        let key = try #require(JSONWebKey(signer.publicKey))
        func code(_ change: (inout SignedMessage) -> Void = { _ in }, at now: Int64 = Self.now) -> String? {
            var message = SignedMessage(
                method: "POST", target: "/mcp", authority: "seller.example", baseURL: "https://seller.example",
                message: WebhookRequest(
                    headers: [("Content-Type", "application/json")] + fields.map { ($0.name, $0.value) },
                    body: Self.body))
            change(&message)
            do throws(RequestSignatureError) {
                _ = try RequestSignature(message, by: policy, version: version, at: now).verify(key: key)
                return nil
            } catch {
                return error.rawValue
            }
        }
        #expect(code() == nil)
        #expect(code { $0.message.body.append(0x20) } == "request_signature_digest_mismatch")
        #expect(code { $0.target = "/mcp2" } == "request_signature_invalid")
        #expect(code { $0.method = "PUT" } == "request_signature_invalid")
        #expect(code { $0.message.headers.removeAll { $0.name.hasPrefix("Sig") } } == "request_signature_required")
        #expect(
            code { $0.message.headers.removeAll { $0.name == "Signature" } } == "request_signature_header_malformed")
        #expect(code(at: Self.now + 361) == "request_signature_window_invalid")
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `a new key is one that signs`(_ algorithm: SignatureAlgorithm) throws {
        let jwk = try #require(RequestSigner.newKey(algorithm, keyID: "buyer-1"))
        let signer = try #require(RequestSigner(jwk: jwk))
        #expect(jwk["x"] == signer.publicKey["x"] && jwk["y"] == signer.publicKey["y"])
        #expect(signer.publicKey["key_ops"] == ["verify"] && signer.publicKey["d"] == nil)
        #expect(RequestSigner.newKey(algorithm, keyID: "buyer-1") != jwk)
        #expect(RequestSigner.newKey(algorithm, keyID: "") == nil)
        #expect(RequestSigner.newKey(algorithm, keyID: "a \"b\"") == nil)
    }

    @Test func `every fault has a code of its own in both profiles`() {
        let requests = SignatureFault.allCases.map(RequestSignatureError.init)
        #expect(Set(requests).count == SignatureFault.allCases.count)
        let webhooks = SignatureFault.allCases.filter { $0 != .componentsUnexpected }.map(WebhookSignatureError.init)
        #expect(Set(webhooks).count == SignatureFault.allCases.count - 1)
    }
}
