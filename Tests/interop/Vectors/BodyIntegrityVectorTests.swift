import AdCP
import Foundation
import Testing

/// Requests whose body is bound to their signature or not, by AdCP's matrix: as far as it is about signatures, and not about what else a
/// seller may take in their place. It has one request without a body, which over MCP and A2A there is not.
@Suite(.timeLimit(.minutes(5)))
struct BodyIntegrityVectorTests {
    private static let now: Int64 = 1_776_520_800
    private static let key: JSON = [
        "kid": "buyer-1", "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ]

    static func cases() async throws -> [Vector] {
        try await Vector.cases(in: "request-signing/body-integrity-policy.json").filter { one in
            one["has_body"] == true && one["fallback_auth_valid"] == false
                && one["expected"]?["action"] != "reject_unauthenticated"
                || one["signature_header_state"] == "malformed_pair"
        }
    }

    @Test func `all are there`() async throws {
        #expect(try await Vector.cases(in: "request-signing/body-integrity-policy.json").count == 17)
        #expect(try await Self.cases().count == 11)
    }

    /// A request in the state that the case demands.
    private func message(_ one: Vector, _ signer: RequestSigner) throws -> SignedMessage {
        let isCovered = one["covers_content_digest"]?.bool ?? false
        let isLegacy = try one.string("endpoint_profile") == "3.1"
        let policy = try #require(RequestSigning(["covers_content_digest": isCovered ? "required" : "forbidden"]))
        let isValid = one["cryptographic_signature_valid"]?.bool ?? true
        var body = Array(#"{"name":"create_media_buy"}"#.utf8)
        if isValid == false, one["digest_matches_body"]?.bool == false { body.append(0x20) }
        let fields = try signer.fields(
            url: "https://seller.example/\(isValid ? "mcp" : "other")", contentType: "application/json", body: body,
            by: policy, version: isCovered && !isLegacy ? ProtocolVersion(3, 2) : ProtocolVersion(3, 1),
            created: Self.now
        ).map { name, value in
            // Uncovered is a thing of 3.1, whose alphabet is another fault to a verifier of 3.2.
            (name, name == "Signature" && !isCovered && !isLegacy ? Self.standard(value) : value)
        }
        if isValid, one["digest_matches_body"]?.bool == false { body.append(0x20) }
        var headers = [("Content-Type", "application/json")] + fields
        if one["signature_present"]?.bool == false { headers.removeAll { $0.0.hasPrefix("Signature") } }
        if one["signature_header_state"]?.string == "malformed_pair" { headers.removeAll { $0.0 == "Signature-Input" } }
        return SignedMessage(
            method: "POST", target: "/mcp", authority: "seller.example", baseURL: "https://seller.example",
            message: WebhookRequest(headers: headers, body: body))
    }

    private static func standard(_ value: String) -> String {
        let text = value.replacing("-", with: "+").replacing("_", with: "/").replacing("sig1=:", with: "").dropLast()
        return "sig1=:\(text)==:"
    }

    @Test(arguments: try await cases())
    func `what is bound and what is not`(one: Vector) throws {
        let signer = try #require(RequestSigner(jwk: Self.key))
        let version = try #require(ProtocolVersion(one["endpoint_profile"]?.string))
        let policy = try #require(
            RequestSigning(["covers_content_digest": one["legacy_digest_policy"] ?? "required"]))
        let message = try self.message(one, signer)
        var code: String?
        do throws(RequestSignatureError) {
            _ = try RequestSignature(message, by: policy, version: version, at: Self.now)
                .verify(key: JSONWebKey(signer.publicKey))
        } catch {
            code = error.rawValue
        }
        #expect(code == one["expected"]?["error_code"]?.string)
    }
}
