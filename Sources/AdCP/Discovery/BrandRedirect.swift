/// The one redirect that is followed on the way to a document at its well-known address: from a domain to its `www`, or back
/// (C §6.4). Everything else could lead a reader to a document of somebody else.
public enum BrandRedirect {
    /// Most of them in a row.
    public static let maximumHops = 3

    /// Where the next request goes; nil where the redirect is not to be followed.
    ///
    /// - Parameter location: as the answer's `Location` has it, absolute or a path.
    public static func target(from url: String, to location: String) -> String? {
        guard let from = try? CanonicalURI(url),
            let to = try? CanonicalURI(location.hasPrefix("/") ? from.origin + location : location),
            from.scheme == to.scheme, from.portSuffix == to.portSuffix, from.target == to.target,
            Self.isPair(from.host, to.host)
        else { return nil }
        return to.text
    }

    private static func isPair(_ host: String, _ other: String) -> Bool {
        let (apex, www) = host.count < other.count ? (host, other) : (other, host)
        return www == "www.\(apex)" && RegistrableDomain.of(apex) == apex
    }
}
