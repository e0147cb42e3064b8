extension CanonicalURI {
    /// Scheme, host and, unless it is the scheme's own, port (RFC 6454), such as `https://seller.example`.
    public var origin: String { "\(self.scheme.rawValue)://\(self.authority)" }

    /// A name or an address, IPv6 in brackets.
    public var host: String {
        guard let colon = self.authority.lastIndex(of: ":"), !self.authority[colon...].contains("]") else {
            return self.authority
        }
        return String(self.authority[..<colon])
    }

    /// Whether an address that somebody publishes is written so that all readers see one address in it, and that it can be kept:
    /// visible ASCII, no user name, no fragment, a path before any query.
    public static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 2048 && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
            && text.wholeMatch(of: /https?:\/\/[^\/?#@]+(\/[^#]*)?/) != nil && (try? Self(text)) != nil
    }

    /// What stands behind the host: a colon and the port, or nothing where it is the scheme's own.
    var portSuffix: Substring { self.authority.dropFirst(self.host.count) }

    /// What stands behind the origin: path and query.
    var target: Substring { self.text.dropFirst(self.origin.count) }
}
