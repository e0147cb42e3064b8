import Crypto
import Foundation

/// Headers that prove where a webhook comes from, in the legacy modes of AdCP 3.x.
enum WebhookSigner {
    static func headers(
        for body: String, by registration: WebhookRegistration, at date: Date
    ) -> [(name: String, value: String)] {
        switch registration.scheme {
        case .bearer:
            return [("authorization", "Bearer \(registration.credentials)")]
        case .hmac:
            let timestamp = String(Int(date.timeIntervalSince1970))
            return [
                ("x-adcp-timestamp", timestamp),
                ("x-adcp-signature", Self.signature(of: body, timestamp: timestamp, secret: registration.credentials)),
            ]
        }
    }

    /// Over `{timestamp}.{body}`, the body's bytes as they are sent.
    static func signature(of body: String, timestamp: String, secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp).\(body)".utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return "sha256=" + code.hexadecimal
    }
}
