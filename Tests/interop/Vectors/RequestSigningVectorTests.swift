import AdCP
import Foundation
import Testing

/// Signed requests, by AdCP's own vectors: the profile of 3.1, that of 3.2, and A2A's messages.
@Suite(.timeLimit(.minutes(5)))
struct RequestSigningVectorTests {
    private static let root = "request-signing"

    private static func vectors(_ folders: String...) async throws -> [Vector] {
        var vectors: [Vector] = []
        for folder in folders { vectors += try await Vector.files(in: "\(self.root)/\(folder)") }
        return vectors
    }

    static func positive() async throws -> [Vector] {
        try await self.vectors("positive", "profile-3.2/positive")
            + self.vectors("a2a/positive").filter { $0["expected_outcome"]?["status"] == "verified" }
    }

    static func negative() async throws -> [Vector] {
        try await self.vectors("negative", "profile-3.2/negative")
            + self.vectors("a2a/negative").filter {
                $0["expected_outcome"]?["error_code"] == "request_signature_required"
            }
    }

    @Test func `all vectors are there`() async throws {
        #expect(try await Self.vectors("positive").count == 15)
        #expect(try await Self.vectors("negative").count == 31)
        #expect(try await Self.vectors("profile-3.2/positive").count == 14)
        #expect(try await Self.vectors("profile-3.2/negative").count == 32)
        #expect(try await Self.vectors("a2a/positive").count == 7)
        #expect(try await Self.vectors("a2a/negative").count == 26)
    }

    @Test(arguments: try await positive())
    func `a good request is believed, and what was signed is known byte for byte`(vector: Vector) async throws {
        let verifier = try await RequestVerifier(of: vector)
        let verified = try verifier.verify(vector.message())
        #expect(verified.keyID == vector["jwks_ref"]?.array?.first?.string)
        // One of them leaves it out.
        if let base = vector["expected_signature_base"]?.string {
            let known = try vector.message().signatureBase(by: verifier.policy, version: verifier.version)
            #expect(known.utf8.elementsEqual(base.utf8))
        }
    }

    @Test(arguments: try await negative())
    func `a bad request is refused for the very reason`(vector: Vector) async throws {
        let verifier = try await RequestVerifier(of: vector)
        let code = try #require(vector["expected_outcome"]?["error_code"]?.string)
        let reason = try #require(RequestSignatureError(rawValue: code))
        let message = try vector.message()
        #expect(throws: reason) { try verifier.verify(message) }
    }

    @Test(arguments: try await positive())
    func `our own signer signs the same`(vector: Vector) async throws {
        let verifier = try await RequestVerifier(of: vector)
        let message = try vector.message()
        let verified = try verifier.verify(message)
        let published = try #require(
            try await RequestVerifier.publishedKeys().first { $0["kid"]?.string == verified.keyID })
        var jwk = try #require(published.object)
        jwk["d"] = jwk["_private_d_for_test_only"]
        let signer = try #require(RequestSigner(jwk: .object(jwk)))
        let contentType = try #require(message.message.headers.first { $0.name == "Content-Type" }?.value)
        let fields = try signer.fields(
            method: message.method, url: message.baseURL + message.target, contentType: contentType,
            body: message.message.body, by: verifier.policy, version: verifier.version, nonce: verified.nonce,
            created: verified.expires - 300)
        // Where the vector covers what we cover, and names one signature and one digest, we write what it has.
        let theirs = Dictionary(message.message.headers.map { ($0.name, $0.value) }) { first, _ in first }
        if theirs["Signature-Input"] == fields.first(where: { $0.name == "Signature-Input" })?.value,
            signer.publicKey["kty"] == "OKP", theirs["Content-Digest"]?.contains(",") != true
        {
            for (name, value) in fields { #expect(theirs[name] == value) }
        }
        var signed = message
        signed.message.headers =
            [("Content-Type", contentType)] + fields.map { ($0.name, $0.value) }
            + message.message.headers.filter { $0.name == "Host" }
        #expect(try verifier.verify(signed) == verified)
    }

    @Test func `we sign what a seller demands of A2A, by the task and by the very method`() async throws {
        for vector in try await Self.vectors("a2a/positive", "a2a/negative") {
            guard let task = vector["expected_outcome"]?["resolved_operation"]?.string,
                let policy = RequestSigning(vector["verifier_capability"])
            else { continue }
            let body = try JSON(parsing: try #require(vector["request"]?["body"]?.string))
            let isDemanded = vector["expected_outcome"]?["status"] != "unsigned"
            #expect(
                policy.wants(task, method: body["method"]?.string, to: .required) == isDemanded,
                "\(vector.testDescription)")
        }
    }

    @Test func `who registers a secret for webhooks signs`() async throws {
        let vector = try #require(
            try await Self.vectors("negative").first { $0.testDescription.hasPrefix("027") })
        let policy = try #require(RequestSigning(vector["verifier_capability"]))
        #expect(!policy.wants("create_media_buy", to: .required))
        #expect(policy.wants("create_media_buy", to: .required, registersSecret: true))
    }

    @Test func `methods match as the vectors have it`() async throws {
        let cases = try await Vector.cases(in: "\(Self.root)/protocol-method-names.json", "exact_match_cases")
        #expect(cases.count == 8)
        for one in cases {
            let policy = try #require(
                RequestSigning(["supported": true, "protocol_methods_required_for": one["declared_methods"] ?? .null]))
            let method = try one.string("wire_method")
            #expect(policy.wants(nil, method: method, to: .required) == one["matches"]?.bool, "\(one.testDescription)")
        }
    }
}
