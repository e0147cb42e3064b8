import CLibPSL

/// Which hosts belong to one registrant: the public suffix list, as libpsl was built with it.
///
/// The list is dated by the distribution and changes with its package only. It is never fetched at run time: that would make
/// one host mean two things on two instances, and whoever disturbs the fetch could choose.
public enum RegistrableDomain {
    /// The public suffix and the label before it, such as `seller.co.uk` of `agents.seller.co.uk`; nil for an address and for
    /// what is a suffix itself. Suffixes of registries and of platforms (`github.io`) both count.
    ///
    /// - Parameter host: in canonical spelling, as `CanonicalURI` gives it.
    public static func of(_ host: String) -> String? {
        guard !Self.isAddress(host), let list = psl_builtin() else { return nil }
        return host.withCString { host in
            psl_registrable_domain(list, host).map { String(cString: $0) }
        }
    }

    /// The same host, or hosts of one registrant.
    static func isShared(_ host: String, _ other: String) -> Bool {
        if host == other { return true }
        guard let domain = Self.of(host) else { return false }
        return domain == Self.of(other)
    }

    /// The list has a rule for every name, and would take the last two numbers of a dotted quad for a domain.
    private static func isAddress(_ host: String) -> Bool {
        host.hasPrefix("[") || host.split(separator: ".").last?.utf8.allSatisfy { 0x30...0x39 ~= $0 } != false
    }
}
