import AdCP
import Foundation
import Testing

/// Signed webhooks, by AdCP's own vectors.
@Suite(.timeLimit(.minutes(5)))
struct WebhookSigningVectorTests {
    static func positive() async throws -> [Vector] { try await Vector.files(in: "webhook-signing/positive") }
    static func negative() async throws -> [Vector] { try await Vector.files(in: "webhook-signing/negative") }

    @Test func `all vectors are there`() async throws {
        #expect(try await Self.positive().count == 8)
        #expect(try await Self.negative().count == 21)
    }

    @Test(arguments: try await positive())
    func `a good webhook is believed`(vector: Vector) async throws {
        let verified = try await Receiver(of: vector).verify(vector.webhook())
        #expect(verified.keyID == vector["jwks_ref"]?.array?.first?.string)
    }

    @Test(arguments: try await negative())
    func `a bad webhook is refused for the very reason`(vector: Vector) async throws {
        let receiver = try await Receiver(of: vector)
        let webhook = try vector.webhook()
        let code = try #require(vector["expected_outcome"]?["error_code"]?.string)
        let reason = try #require(WebhookSignatureError(rawValue: code))
        #expect(throws: reason) { try receiver.verify(webhook) }
    }

    @Test(arguments: try await positive() + negative())
    func `what was signed is known byte for byte`(vector: Vector) throws {
        let webhook = try vector.webhook()
        switch vector["expected_outcome"]?["error_code"]?.string {
        case "webhook_signature_header_malformed":
            #expect(throws: WebhookSignatureError.headerMalformed) { try webhook.signatureBase() }
        case "webhook_signature_params_incomplete":
            // These tell what was signed before the parameter was taken out of the header.
            let parameters = try vector.string("expected_signature_base").split(separator: "\n").last
            let known = try webhook.signatureBase().split(separator: "\n")
            #expect(try vector.string("expected_signature_base").split(separator: "\n").dropLast() == known.dropLast())
            #expect(parameters != known.last)
        default:
            #expect(try webhook.signatureBase().utf8.elementsEqual(vector.string("expected_signature_base").utf8))
        }
    }

    @Test(arguments: try await positive())
    func `our own signer signs the same`(vector: Vector) async throws {
        let webhook = try vector.webhook()
        let verified = try await Receiver(of: vector).verify(webhook)
        let keys = try await Receiver.publishedKeys()
        let published = try #require(keys.first { $0["kid"]?.string == verified.keyID })
        var jwk = try #require(published.object)
        jwk["d"] = jwk["_private_d_for_test_only"]
        let signer = try #require(WebhookSigner(jwk: .object(jwk)))
        let fields = try signer.fields(
            method: webhook.method, url: webhook.baseURL + webhook.target, body: webhook.message.body,
            nonce: verified.nonce, created: verified.expires - 300)
        let theirs = Dictionary(uniqueKeysWithValues: webhook.message.headers.map { ($0.name, $0.value) })
        for (name, value) in fields {
            switch (name, signer.algorithm) {
            // A signature by ECDSA is another one each time.
            case ("Signature", .ecdsaP256SHA256): break
            case ("Signature-Input", _): #expect(try #require(theirs[name]).hasPrefix(value))
            default: #expect(theirs[name] == value)
            }
        }
        var signed = webhook
        signed.message.headers = fields
        #expect(try await Receiver(of: vector).verify(signed) == verified)
    }
}
