import Crypto

extension JSONWebKey {
    /// Thumbprint of a public key (RFC 7638, SHA-256 in base64url), which says whether two keys are one whatever they are called;
    /// nil for kinds that sign nothing here and for keys that lack a part.
    static func thumbprint(_ key: JSON) -> String? {
        let names: [String]
        switch key["kty"]?.string {
        case "OKP": names = ["crv", "kty", "x"]
        case "EC": names = ["crv", "kty", "x", "y"]
        default: return nil
        }
        var members = JSONObject()
        for name in names {
            guard let text = key[name]?.string, !text.isEmpty, text.utf8.allSatisfy(Self.isPlain) else { return nil }
            members[name] = .string(text)
        }
        return Base64URL.text(SHA256.hash(data: Array(JSON.object(members).canonical.utf8)))
    }

    /// Names of curves and coordinates have nothing that JSON would have to escape.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
