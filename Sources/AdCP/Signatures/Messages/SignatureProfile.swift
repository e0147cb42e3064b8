/// What AdCP's profiles of RFC 9421 have in common, and in what they differ.
struct SignatureProfile: Sendable {
    /// Whether a signature has to cover the digest of the body.
    enum Digest: String, Sendable {
        case required, either, forbidden
    }

    /// How bytes are written into fields.
    enum Encoding: Sendable {
        /// In the alphabet of URLs and without padding. A digest is read in either alphabet, as AdCP's text has it in one and its
        /// senders write it in the other.
        case url
        /// As RFC 8941 has it.
        case standard
    }

    /// What was signed for: a signature for another purpose is none.
    let tag: String
    let digest: Digest
    let encoding: Encoding
    /// How our own digests are written: AdCP's senders of webhooks keep to RFC 8941 there.
    let digestEncoding: Encoding
    /// What a key may be published for, in its `adcp_use`.
    let keyUses: Set<String>

    /// The one label that counts; signatures under other labels are for others.
    static let label = "sig1"
    /// How far the sender's clock may be from ours, in seconds.
    static let clockSkew: Int64 = 60
    /// How long a signature may be good for, in seconds.
    static let longestWindow: Int64 = 300
    static let shortestNonce = 16
    private static let components = ["@method", "@target-uri", "@authority", "content-type"]

    /// `adcp/webhook-signing/v1`. A key for webhooks alone is deprecated: the tag tells the purposes apart.
    static let webhook = SignatureProfile(
        tag: "adcp/webhook-signing/v1", digest: .required, encoding: .url, digestEncoding: .standard,
        keyUses: ["request-signing", "webhook-signing"])

    /// `adcp/request-signing/v1` as a release has it: since 3.2 with the digest and by RFC 8941, before as the seller says.
    static func request(_ version: ProtocolVersion, digest: Digest) -> SignatureProfile {
        let isLegacy = version < ProtocolVersion(3, 2)
        return SignatureProfile(
            tag: "adcp/request-signing/v1", digest: isLegacy ? digest : .required,
            encoding: isLegacy ? .url : .standard, digestEncoding: isLegacy ? .url : .standard,
            keyUses: ["request-signing"])
    }

    /// What every signature covers.
    var requiredComponents: Set<String> {
        Set(Self.components + (self.digest == .required ? [ContentDigest.name] : []))
    }

    /// What our own signatures cover, in order: the digest, wherever it may be.
    var signedComponents: [String] {
        Self.components + (self.digest == .forbidden ? [] : [ContentDigest.name])
    }
}
