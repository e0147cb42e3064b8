/// An absolute URL that we are willing to call, in one spelling.
///
/// Stricter than a browser, since the host that is checked has to be the host that is called: two readers of a lax URL
/// can see two hosts in it.
struct OutboundURL: Hashable, Sendable {
    enum Scheme: String, Sendable {
        case http, https
    }

    let scheme: Scheme
    /// A name in lower case, or an address without brackets.
    let host: String
    let port: Int?
    /// Empty, or beginning with a slash.
    var path: String
    /// With its question mark; empty if there is none.
    let query: String

    /// The address, where the host is one.
    var literalAddress: NetworkAddress? { NetworkAddress(self.host) }

    var text: String {
        let host = self.host.contains(":") ? "[\(self.host)]" : self.host
        let port = self.port.map { ":\($0)" } ?? ""
        return "\(self.scheme.rawValue)://\(host)\(port)\(self.path)\(self.query)"
    }
}

extension OutboundURL {
    init(parsing text: String) throws(OutboundFailure) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy(Self.mayAppear) else {
            throw .notSent("the URL is too long or has characters that a URL cannot have")
        }
        guard let separator = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else { throw .notSent("the URL begins with neither https nor http") }

        let rest = text[separator.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest[authority.endIndex...]
        guard !authority.contains("@") else { throw .notSent("the URL carries a user name or password") }

        self.scheme = scheme
        (self.host, self.port) = try Self.hostAndPort(authority)
        self.path = String(target.prefix { $0 != "?" })
        self.query = String(target.drop { $0 != "?" })
    }

    private static func hostAndPort(_ authority: Substring) throws(OutboundFailure) -> (String, Int?) {
        let host: String
        let rest: Substring
        if authority.first == "[" {
            let address = authority.dropFirst().prefix { $0 != "]" }
            guard address.contains(":"), NetworkAddress(String(address)) != nil, address.endIndex < authority.endIndex
            else {
                throw .notSent("the URL's host is not an IPv6 address")
            }
            host = String(address)
            rest = authority[address.endIndex...].dropFirst()
        } else {
            let name = authority.prefix { $0 != ":" }
            host = try Self.name(name)
            rest = authority[name.endIndex...]
        }
        if rest.isEmpty { return (host, nil) }
        guard rest.first == ":", let port = Self.port(rest.dropFirst()) else {
            throw .notSent("the URL's port is not a port")
        }
        return (host, port)
    }

    private static func port(_ digits: Substring) -> Int? {
        guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let port = Int(digits) else {
            return nil
        }
        return 1...65_535 ~= port ? port : nil
    }

    /// A host name by the letters, digits and hyphens of RFC 1123 (and underscores, which exist), or a dotted quad.
    private static func name(_ host: Substring) throws(OutboundFailure) -> String {
        let name = host.lowercased()
        if NetworkAddress(name) != nil { return name }
        let labels = (name.hasSuffix(".") ? name.dropLast() : name[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        let isName =
            name.utf8.count <= 254
            && labels.allSatisfy { label in
                1...63 ~= label.utf8.count && label.utf8.allSatisfy(Self.mayAppearInName)
            }
        guard isName, let last = labels.last else { throw .notSent("the URL's host is not a host name") }
        // Resolvers take 127.1, 0x7f000001 and 2130706433 for addresses. So would we, by accident.
        guard !last.allSatisfy(\.isNumber), !last.hasPrefix("0x") else {
            throw .notSent("the URL's host is neither a name nor a whole address")
        }
        return labels.joined(separator: ".")
    }

    private static func mayAppearInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Visible ASCII without what RFC 3986 leaves out.
    private static func mayAppear(_ byte: UInt8) -> Bool {
        0x21...0x7E ~= byte && !#""<>\^`{|}"#.utf8.contains(byte)
    }
}
