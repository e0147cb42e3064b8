import Crypto
public import struct Foundation.UUID

/// A key that opens the HTTP API for one tenant: `hf_`, the tenant's UUID as 32 hexadecimal digits, `_`, and 64 hexadecimal
/// digits of secret. The tenant stands in the key, so that every look-up begins with it.
///
/// The text is shown once, when the key is made. The database keeps `hash` only; `description` never shows the secret.
public struct APIKey: Sendable, CustomStringConvertible {
    public let tenant: UUID
    /// The key as clients send it. A secret.
    public let text: String

    /// A new key with 256 random bits.
    public static func make(tenant: UUID) -> APIKey {
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Hexadecimal.text($0) }
        let name = withUnsafeBytes(of: tenant.uuid) { Hexadecimal.text($0) }
        return APIKey(tenant: tenant, text: "hf_\(name)_\(secret)")
    }

    /// Reads a key; nil where the text has not the form of one.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 100, text.hasPrefix("hf_"), bytes[35] == UInt8(ascii: "_"),
            Hexadecimal.isLowerCase(bytes[3..<35]), Hexadecimal.isLowerCase(bytes[36...]),
            let tenant = UUID(hexadecimal: bytes[3..<35])
        else { return nil }
        self.init(tenant: tenant, text: text)
    }

    private init(tenant: UUID, text: String) {
        self.tenant = tenant
        self.text = text
    }

    /// SHA-256 of the text: what `adcp_api.put_api_key` and `adcp_api.check_api_key` take.
    public var hash: [UInt8] {
        Array(SHA256.hash(data: Array(self.text.utf8)))
    }

    public var description: String { "API key of tenant \(self.tenant)" }
}

extension UUID {
    /// - Parameter digits: 32 lower-case hexadecimal digits.
    fileprivate init?(hexadecimal digits: ArraySlice<UInt8>) {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        self.init(uuidString: text)
    }
}
