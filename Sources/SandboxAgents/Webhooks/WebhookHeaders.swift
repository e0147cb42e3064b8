import AdCP
import Crypto
import Foundation

/// Headers that a webhook is sent with: what it is, and the proof of where it comes from that its receiver asked for.
struct WebhookHeaders: Sendable {
    /// For receivers that registered no secret.
    let signer: WebhookSigner

    /// With a key that is new at every start, under a new name: receivers find it where the seller's keys are.
    static var signing: WebhookHeaders {
        guard let signer = WebhookSigner(generating: .ed25519, keyID: Identifier.make("sandbox")) else {
            preconditionFailure("an identifier of ours is visible ASCII")
        }
        return WebhookHeaders(signer: signer)
    }

    /// New for every attempt: a signature is good once.
    func headers(
        for body: String, to registration: WebhookRegistration, at date: Date
    ) throws -> [(name: String, value: String)] {
        switch registration.scheme {
        case .signature:
            return try self.signer.fields(
                url: registration.url, body: Array(body.utf8), created: Int64(date.timeIntervalSince1970))
        case .bearer:
            return [Self.json, ("authorization", "Bearer \(registration.credentials)")]
        case .hmac:
            let timestamp = String(Int(date.timeIntervalSince1970))
            return [
                Self.json, ("x-adcp-timestamp", timestamp),
                ("x-adcp-signature", Self.signature(of: body, timestamp: timestamp, secret: registration.credentials)),
            ]
        }
    }

    private static let json = ("content-type", "application/json")

    /// Over `{timestamp}.{body}`, the body's bytes as they are sent.
    static func signature(of body: String, timestamp: String, secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp).\(body)".utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return "sha256=" + code.hexadecimal
    }
}
