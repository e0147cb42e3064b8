import Crypto
import Foundation

@testable import AdCP

/// A webhook that is signed well unless a test changes it, before or after the signature.
struct Draft {
    /// Noon of some day.
    static let now: Int64 = 1_776_520_800
    static let key = Curve25519.Signing.PrivateKey()

    var authority: String? = "buyer.example"
    var target = "/webhooks/r1"
    var baseURL = "https://buyer.example"
    var body = Array(#"{"status": "completed"}"#.utf8)
    var fields: [(name: String, value: String)] = [("Content-Type", "application/json")]
    var components = SignatureProfile.webhook.signedComponents.map { "\"\($0)\"" }
    /// Names and texts, in order.
    var parameters: [(name: String, text: String)] = [
        ("created", "\(Draft.now)"), ("expires", "\(Draft.now + 300)"), ("nonce", #""KXYnfEfJ0PBRZXQyVXfVQA""#),
        ("keyid", #""seller-2026""#), ("alg", #""ed25519""#), ("tag", #""adcp/webhook-signing/v1""#),
    ]
    /// The parameters as they go out; by default written from `parameters`.
    var parameterText: String?
    /// The field `Content-Digest`; by default what belongs to the body.
    var digestField: String?
    var label = "sig1"
    /// Changes to what is sent, after it was signed.
    var tampering: [(inout SignedMessage) -> Void] = []

    mutating func set(_ name: String, _ text: String?) {
        let index = self.parameters.firstIndex { $0.name == name }
        switch (index, text) {
        case (let index?, let text?): self.parameters[index].text = text
        case (let index?, nil): self.parameters.remove(at: index)
        case (nil, let text?): self.parameters.append((name, text))
        case (nil, nil): break
        }
    }

    static func digest(_ body: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: body))
    }

    /// The webhook as it arrives.
    func signed() throws -> SignedMessage {
        let digest = self.digestField ?? "sha-256=:\(Data(Self.digest(self.body)).base64EncodedString()):"
        let parameters =
            self.parameterText
            ?? "(\(self.components.joined(separator: " ")))"
            + self.parameters.map { ";\($0.name)=\($0.text)" }.joined()
        var values = [
            "@method": "POST", "@target-uri": self.baseURL + self.target, "@authority": self.authority ?? "",
            "content-digest": digest,
        ]
        for (name, value) in self.fields {
            values[name.lowercased()] = value
        }
        let lines = self.components.map { "\($0): \(values[$0.replacing("\"", with: "")] ?? "")" }
        let base = (lines + ["\"@signature-params\": \(parameters)"]).joined(separator: "\n")
        let signature = try Self.key.signature(for: Data(base.utf8))
        var webhook = SignedMessage(
            method: "POST", target: self.target, authority: self.authority, baseURL: self.baseURL,
            message: WebhookRequest(
                headers: self.fields + [
                    ("Content-Digest", digest), ("Signature-Input", "\(self.label)=\(parameters)"),
                    ("Signature", "\(self.label)=:\(Base64URL.text(signature)):"),
                ],
                body: self.body))
        for change in self.tampering {
            change(&webhook)
        }
        return webhook
    }
}

extension SignedMessage {
    /// Gives a header field another value, or none.
    mutating func set(_ name: String, _ value: String?) {
        self.message.headers.removeAll { $0.name == name }
        if let value { self.message.headers.append((name, value)) }
    }

    mutating func add(_ name: String, _ value: String) {
        self.message.headers.append((name, value))
    }

    func value(_ name: String) -> String {
        self.message.headers.first { $0.name == name }?.value ?? ""
    }
}
