import Crypto
public import Foundation

/// A secret that we share with the sender of webhooks. It never shows in descriptions.
public struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text as the sender was given it; its UTF-8 bytes are the key.
    public let text: String

    /// AdCP's floor, in bytes.
    public static let minimumLength = 32

    /// Takes a text of at least 32 bytes that isn't one character over and over; nil otherwise.
    public init?(_ text: String) {
        guard text.utf8.count >= Self.minimumLength, Set(text.utf8).count > 1 else { return nil }
        self.text = text
    }

    /// The secret of one route, derived from the deployment's key so that no secret is stored.
    ///
    /// It is `base64url(HMAC-SHA256(key, "holdfast-webhook:" + tenant + "/" + route))` without padding, identifiers in lower case.
    ///
    /// - Parameter deploymentKey: at least 32 random bytes, the same on every instance.
    public init(deploymentKey: [UInt8], tenant: UUID, route: UUID) {
        let name = "holdfast-webhook:\(tenant.uuidString.lowercased())/\(route.uuidString.lowercased())"
        let code = HMAC<SHA256>.authenticationCode(for: Array(name.utf8), using: SymmetricKey(data: deploymentKey))
        let letters = Data(code).base64EncodedData().compactMap { letter -> UInt8? in
            switch letter {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: letter
            }
        }
        self.text = String(decoding: letters, as: UTF8.self)
    }

    var key: SymmetricKey {
        SymmetricKey(data: Array(self.text.utf8))
    }

    /// Whether a text that was presented is this secret, in time that does not depend on where they differ.
    public func matches(_ presented: String) -> Bool {
        SHA256.hash(data: Array(presented.utf8)) == SHA256.hash(data: Array(self.text.utf8))
    }

    public var description: String {
        "WebhookSecret"
    }

    public var debugDescription: String {
        self.description
    }

    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
