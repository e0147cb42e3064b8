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

    /// What stands behind the host: a colon and the port, or nothing where it is the scheme's own.
    var portSuffix: Substring { self.authority.dropFirst(self.host.count) }

    /// What stands behind the origin: path and query.
    var target: Substring { self.text.dropFirst(self.origin.count) }
}
