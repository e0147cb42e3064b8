/// The redirects that are followed on the way to a publisher's document at its well-known address: within the registrable domain that
/// was asked first, to the same scheme and port (AdCP, `adagents.json` discovery). Whoever delegates to another domain says so by
/// `authoritative_location`.
public enum PublisherRedirect {
    /// Most of them in a row.
    public static let maximumHops = 3

    /// Where the next request goes; nil where the redirect is not to be followed.
    ///
    /// - Parameters:
    ///   - asked: address that was asked first, against which every hop is held.
    ///   - url: address that answered.
    ///   - location: as the answer's `Location` has it, absolute or a path.
    public static func target(asked: String, from url: String, to location: String) -> String? {
        guard let asked = try? CanonicalURI(asked), let from = try? CanonicalURI(url),
            let to = try? CanonicalURI(
                location.hasPrefix("/") && !location.hasPrefix("//") ? from.origin + location : location),
            to.scheme == asked.scheme, to.portSuffix == asked.portSuffix,
            RegistrableDomain.isShared(asked.host, to.host)
        else { return nil }
        return to.text
    }
}
