import AdCP
import Crypto
import Foundation
import Testing

@Suite struct `the proof of a webhook` {
    let secret = WebhookSecret("a-secret-of-ours-that-is-long-enough-0")!
    let other = WebhookSecret("another-secret-of-ours-just-as-long-00")!

    func request(_ headers: [String: String], body: String = "{}") -> WebhookRequest {
        WebhookRequest(headers: headers.map { ($0.key, $0.value) }, body: Array(body.utf8))
    }

    func signed(_ signature: String, at timestamp: String = "1750000000", body: String = "{}") -> WebhookRequest {
        self.request(["X-ADCP-Signature": signature, "X-ADCP-Timestamp": timestamp], body: body)
    }

    static let ofNothing = "sha256=945bfd8a9b418289ae4576227d45b8774b5abbbe61e6b00e2a6ced0c20ea75de"

    @Test(arguments: [
        ("{}", ofNothing), ("", "sha256=66b4a6406ae610ac56fc49afdf7cb61c14161a4bf0930d5298dce4a687330334"),
        ("{ \"naïve\" : \"日本\" }\n", "sha256=298df1aceb7e3391dcb81bece0b01d663284dd75a1804bde40e58ebb5b991a8d"),
        ("{}", ofNothing.replacing("945bfd", with: "945BFD")),
    ])
    func `by HMAC is over the timestamp and the bytes as they came`(body: String, signature: String) throws {
        try HMACSignature([self.secret]).verify(self.signed(signature, body: body), at: 1_750_000_000)
        #expect(
            HMACSignature.header(secret: self.secret, timestamp: 1_750_000_000, body: Array(body.utf8))
                == signature.lowercased())
    }

    /// The published sample of AdCP; its secret is the hexadecimal SHA-256 of the text that its file gives.
    @Test func `by HMAC agrees with AdCP's published sample`() throws {
        let text = "adcp-webhook-hmac-test-vector-v1-DO-NOT-USE-IN-PRODUCTION"
        let secret = try #require(WebhookSecret(Array(SHA256.hash(data: Array(text.utf8))).hexadecimal))
        let request = self.signed(
            "sha256=0987f9b3e89d331142297dbc0e992edbc13b2ae29e7038ed8f948b565aa05c4b", at: "1700000000",
            body: #"{"event":"creative.status_changed","creative_id":"creative_123","status":"approved"}"#)
        try HMACSignature([secret]).verify(request, at: 1_700_000_000)
    }

    @Test func `by HMAC holds for the present secret and the one before`() throws {
        try HMACSignature([self.other, self.secret]).verify(self.signed(Self.ofNothing), at: 1_750_000_000)
        try HMACSignature([self.secret, self.other]).verify(self.signed(Self.ofNothing), at: 1_750_000_000)
        #expect(throws: WebhookProofError.signatureInvalid) {
            try HMACSignature([self.other]).verify(self.signed(Self.ofNothing), at: 1_750_000_000)
        }
        #expect(throws: WebhookProofError.signatureInvalid) {
            try HMACSignature([]).verify(self.signed(Self.ofNothing), at: 1_750_000_000)
        }
    }

    @Test(
        arguments: [(-300, nil), (300, nil), (-301, .timestampOutsideWindow), (301, .timestampOutsideWindow)]
            as [(Int64, WebhookProofError?)])
    func `by HMAC holds five minutes either way`(shift: Int64, reason: WebhookProofError?) {
        let request = self.signed(Self.ofNothing)
        #expect(self.refusal(of: request, by: HMACSignature([self.secret]), at: 1_750_000_000 + shift) == reason)
    }

    @Test(
        arguments: [
            ([:], .signatureMissing), (["X-ADCP-Timestamp": "1750000000"], .signatureMissing),
            (["X-ADCP-Signature": "", "X-ADCP-Timestamp": "1750000000"], .signatureMissing),
            (["X-ADCP-Signature": ofNothing], .timestampMissing),
            (["X-ADCP-Signature": ofNothing, "X-ADCP-Timestamp": ""], .timestampMissing),
            (["x-adcp-signature": "sha512=x", "x-adcp-timestamp": "soon"], .timestampNotNumeric),
            (["x-adcp-signature": ofNothing, "x-adcp-timestamp": "-1750000000"], .timestampNotNumeric),
            (["x-adcp-signature": ofNothing, "x-adcp-timestamp": "1750000000.0"], .timestampNotNumeric),
            (["x-adcp-signature": ofNothing, "x-adcp-timestamp": " 1750000000"], .timestampNotNumeric),
            (["x-adcp-signature": ofNothing, "x-adcp-timestamp": "99999999999999999999"], .timestampNotNumeric),
            (["x-adcp-signature": "sha512=x", "x-adcp-timestamp": "1749999000"], .timestampOutsideWindow),
            (
                ["x-adcp-signature": "sha512=\(String(repeating: "0", count: 64))", "x-adcp-timestamp": "1750000000"],
                .signatureMalformed
            ),
            (["x-adcp-signature": "sha256=c4faf8", "x-adcp-timestamp": "1750000000"], .signatureMalformed),
            (["x-adcp-signature": "sha256=\(ofNothing)", "x-adcp-timestamp": "1750000000"], .signatureMalformed),
            (
                ["x-adcp-signature": "sha256=\(String(repeating: "g", count: 64))", "x-adcp-timestamp": "1750000000"],
                .signatureMalformed
            ),
            (
                ["x-adcp-signature": "sha256=\(String(repeating: "0", count: 64))", "x-adcp-timestamp": "1750000000"],
                .signatureInvalid
            ),
            (["x-adcp-signature": ofNothing, "x-adcp-timestamp": "1750000001"], .signatureInvalid),
            (["Authorization": "Bearer x"], .modeMismatch),
            (["Signature-Input": "sig1=()", "Signature": "sig1=::"], .modeMismatch),
        ] as [([String: String], WebhookProofError)])
    func `by HMAC fails for the first reason in AdCP's order`(headers: [String: String], reason: WebhookProofError) {
        #expect(throws: reason) { try HMACSignature([self.secret]).verify(self.request(headers), at: 1_750_000_000) }
    }

    @Test func `by HMAC needs the very bytes`() {
        #expect(throws: WebhookProofError.signatureInvalid) {
            try HMACSignature([self.secret]).verify(self.signed(Self.ofNothing, body: "{ }"), at: 1_750_000_000)
        }
    }

    @Test func `with a header given twice is refused`() {
        var request = self.signed(Self.ofNothing)
        request.headers.append(("x-adcp-signature", Self.ofNothing))
        #expect(throws: WebhookProofError.headerRepeated) {
            try HMACSignature([self.secret]).verify(request, at: 1_750_000_000)
        }
        let bearer = WebhookRequest(headers: [("Authorization", "Bearer a"), ("authorization", "Bearer b")], body: [])
        #expect(throws: WebhookProofError.headerRepeated) { try BearerProof([self.secret]).verify(bearer, at: 0) }
    }

    @Test(
        arguments: [
            (["Authorization": "Bearer a-secret-of-ours-that-is-long-enough-0"], nil),
            (["authorization": "bearer a-secret-of-ours-that-is-long-enough-0"], nil), ([:], .credentialsMissing),
            (["Authorization": "Basic YTpi"], .credentialsMissing), (["Authorization": "Bearer"], .credentialsMissing),
            (["Authorization": "Bearer a-secret-of-ours-that-is-long-enough-1"], .credentialsInvalid),
            (["Authorization": "Bearer a-secret-of-ours-that-is-long-enough-0 "], .credentialsInvalid),
            (["X-ADCP-Signature": ofNothing], .modeMismatch), (["Signature-Input": "sig1=()"], .modeMismatch),
        ] as [([String: String], WebhookProofError?)])
    func `by Bearer is the secret itself`(headers: [String: String], reason: WebhookProofError?) {
        #expect(self.refusal(of: self.request(headers), by: BearerProof([self.other, self.secret]), at: 0) == reason)
    }

    /// Why the proof fails; nil when it holds.
    private func refusal(of request: WebhookRequest, by proof: some WebhookProof, at now: Int64) -> WebhookProofError? {
        do {
            try proof.verify(request, at: now)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "", "1234567890abcdef1234567890abcde", String(repeating: "a", count: 32), String(repeating: "0", count: 64),
    ])
    func `needs a secret worth the name`(text: String) {
        #expect(WebhookSecret(text) == nil)
    }

    @Test func `never shows its secret`() {
        #expect(!"\(self.secret)".contains("ours"))
        #expect(!String(reflecting: self.secret).contains("ours"))
        #expect(!String(reflecting: [self.secret]).contains("ours"))
        #expect(!String(reflecting: HMACSignature([self.secret])).contains("ours"))
        var dumped = ""
        dump(self.secret, to: &dumped)
        #expect(!dumped.contains("ours"))
    }

    @Test func `of a route follows from the deployment's key, the tenant and the route`() throws {
        let tenant = try #require(UUID(uuidString: "0192A000-0000-7000-8000-00000000000A"))
        let route = try #require(UUID(uuidString: "0192A000-0000-7000-8000-0000000000BB"))
        let secret = WebhookSecret(deploymentKey: Array(0..<32), tenant: tenant, route: route)
        #expect(secret.text == "9IMFIN0QDd2VHfnLzQ6Tlph9oikh44TaW4d4Zzav0Ls")
        #expect(WebhookSecret(deploymentKey: Array(0..<32), tenant: route, route: tenant).text != secret.text)
        #expect(WebhookSecret(deploymentKey: Array(1..<33), tenant: tenant, route: route).text != secret.text)
        #expect(secret.matches("9IMFIN0QDd2VHfnLzQ6Tlph9oikh44TaW4d4Zzav0Ls"))
        #expect(!secret.matches("9IMFIN0QDd2VHfnLzQ6Tlph9oikh44TaW4d4Zzav0L"))
    }
}
