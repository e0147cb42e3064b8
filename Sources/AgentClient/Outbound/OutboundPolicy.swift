/// Where requests may go, for every request that leaves this program.
///
/// Agents' addresses are typed in by tenants, and other addresses come from documents that agents publish; none of them may
/// become a way into the network that this program runs in. So: https only, public addresses only, no user names in URLs, and
/// (in `OutboundClient`) no redirects, and connections only to the very addresses that were looked at here.
public struct OutboundPolicy: Sendable, Hashable {
    /// Lets http and https go to this machine itself. For development only.
    public var allowsLoopback: Bool

    public init(allowsLoopback: Bool = false) {
        self.allowsLoopback = allowsLoopback
    }

    /// Checks all of a URL that can be checked before its host is looked up.
    ///
    /// - Throws: why a request to it would never be sent.
    public func check(_ url: String) throws(OutboundFailure) {
        _ = try self.accept(url)
    }

    func accept(_ text: String) throws(OutboundFailure) -> OutboundURL {
        let url = try OutboundURL(parsing: text)
        guard url.scheme == .https || self.allowsLoopback else {
            throw .notSent("the URL is not https")
        }
        if let address = url.literalAddress {
            try self.check([address], of: url)
        }
        return url
    }

    /// Checks the addresses that the URL's host has now. One that is refused condemns all.
    func check(_ addresses: [NetworkAddress], of url: OutboundURL) throws(OutboundFailure) {
        guard !addresses.isEmpty else { throw .notSent("the host has no address") }
        guard addresses.allSatisfy({ $0.isPublic || self.allowsLoopback && $0.isLoopback }) else {
            throw .notSent("the host is not on the public internet")
        }
        guard url.scheme == .https || addresses.allSatisfy(\.isLoopback) else {
            throw .notSent("the URL is not https")
        }
    }
}
