/// An `https` or `http` URI in the one spelling that signer and verifier put into a signature base as `@target-uri`
/// (AdCP, RFC 9421 profile, `@target-uri` canonicalisation).
///
/// Two spellings of one address must give the same bytes, and a spelling that two readers could take for two addresses
/// is refused.
public struct CanonicalURI: Sendable, Equatable {
    /// The whole, as `@target-uri` carries it.
    public let text: String
    /// Host and, unless it is the scheme's own, port: `@authority`.
    public let authority: String
    let scheme: Scheme

    enum Scheme: String, Sendable {
        case http, https

        var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    /// Reads a URI. User name, password and fragment are left out; a host in Unicode is put into ASCII.
    public init(_ text: String) throws(CanonicalURIError) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8),
            let scheme = Scheme(rawValue: String(decoding: bytes[..<colon], as: UTF8.self).lowercased())
        else { throw .schemeNotHTTP }

        let rest = bytes[(colon + 3)...].prefix { $0 != UInt8(ascii: "#") }
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        let target = rest[authority.endIndex...]
        // A line break here would begin a line of the signature base.
        guard target.allSatisfy({ 0x21...0x7E ~= $0 }) else { throw .characterNotAllowed }
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        let hostAndPort = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority

        self.scheme = scheme
        self.authority = try Self.authority(hostAndPort, scheme: scheme)
        // The query stays byte for byte, a question mark without one included.
        let canonicalPath = try CanonicalPath.bytes(path)
        let query = target[path.endIndex...]
        self.text = "\(scheme.rawValue)://\(self.authority)" + String(decoding: canonicalPath + query, as: UTF8.self)
    }

    /// Bytes of the longest URI that is read.
    static let maximumLength = 8_192

    /// Host and port in canonical spelling, the scheme's own port left out.
    static func authority(
        _ text: ArraySlice<UInt8>, scheme: Scheme
    ) throws(CanonicalURIError) -> String {
        let end: Int
        if text.first == UInt8(ascii: "[") {
            guard let bracket = text.firstIndex(of: UInt8(ascii: "]")) else { throw .hostMalformed }
            end = bracket + 1
        } else {
            end = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        }
        let host = try CanonicalHost.text(text[..<end])
        guard let port = try Self.port(text[end...]), port != scheme.defaultPort else { return host }
        return "\(host):\(port)"
    }

    /// The number after a colon; nil for nothing, which RFC 3986 allows behind the colon, too.
    private static func port(_ text: ArraySlice<UInt8>) throws(CanonicalURIError) -> Int? {
        guard let colon = text.first else { return nil }
        let digits = text.dropFirst()
        guard colon == UInt8(ascii: ":"), digits.count <= 5,
            digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { throw .portMalformed }
        if digits.isEmpty { return nil }
        guard let port = Int(String(decoding: digits, as: UTF8.self)), port <= 65_535 else { throw .portMalformed }
        return port
    }
}

/// A text is not a URI that can be signed. It never quotes the text, which may be hostile.
public enum CanonicalURIError: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    case tooLong = "the URI is too long"
    case schemeNotHTTP = "the URI begins with neither https nor http"
    case characterNotAllowed = "the URI has a character that a URI cannot have"
    case hostMalformed = "the URI has no host, or a malformed one"
    case portMalformed = "the URI's port is not a port"
    case escapeMalformed = "the URI has a percent sign without two hexadecimal digits"

    public var description: String {
        self.rawValue
    }
}
