import AdCP
import Foundation
import Testing

/// Our signed requests, before the verifier of the PyPI package.
@Suite(.timeLimit(.minutes(5)))
struct SignedRequestInteropTests {
    private static let keys: [JSON] = [
        ["kid": "buyer-1", "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"],
        ["kid": "buyer-2", "kty": "EC", "crv": "P-256", "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"],
    ]
    private static let url = "https://seller.example/a%7eb/mcp?x=%2f"
    private static let body = #"{"jsonrpc":"2.0","id":1,"params":{"arguments":{"name":"ü",  "budget":5000.0}}}"#

    private struct Sent {
        let name: String
        let json: JSON
        /// What the verifier has to say of it.
        let code: String?
    }

    private static func send(
        _ signer: RequestSigner, _ version: String, _ policy: String, body: String = Self.body, code: String? = nil
    ) throws -> Sent {
        let signing = try #require(RequestSigning(["supported": true, "covers_content_digest": .string(policy)]))
        let fields = try signer.fields(
            url: Self.url, contentType: "application/json", body: Array(Self.body.utf8), by: signing,
            version: try #require(ProtocolVersion(version)), created: Int64(Date().timeIntervalSince1970))
        var headers: JSONObject = ["Content-Type": "application/json"]
        for (name, value) in fields { headers[name] = .string(value) }
        return Sent(
            name: "\(signer.keyID), \(version), \(policy)",
            json: [
                "version": .string(version), "policy": .string(policy), "method": "POST", "url": .string(Self.url),
                "headers": .object(headers), "body": .string(body),
            ], code: code)
    }

    @Test func `the package believes them in every release, by every policy, with both kinds of key`() async throws {
        let signers = try Self.keys.map { try #require(RequestSigner(jwk: $0)) }
        var sent: [Sent] = []
        for signer in signers {
            for version in ["3.0", "3.1", "3.2"] {
                for policy in version == "3.2" ? ["required"] : ["required", "either", "forbidden"] {
                    sent.append(try Self.send(signer, version, policy))
                }
                // Whoever changes the body on the way is found out.
                sent.append(
                    try Self.send(
                        signer, version, "required", body: Self.body + " ", code: "request_signature_digest_mismatch"))
            }
        }
        let document: JSON = [
            "jwks": ["keys": .array(signers.map(\.publicKey))], "requests": .array(sent.map(\.json)),
        ]
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try document.text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let line = try await PackageEnvironment.lastLine(
            of: PackageEnvironment.python(),
            [PackageEnvironment.peers.appending(path: "verify_requests.py").path, file.path])
        let verdicts = try #require(JSON(parsing: line).array)
        #expect(verdicts.count == sent.count && sent.count == 20)
        for (one, verdict) in zip(sent, verdicts) { #expect(verdict.string == one.code, "\(one.name)") }
    }
}
