/// Constants of `adcp/webhook-signing/v1`.
enum WebhookSigningProfile {
    static let tag = "adcp/webhook-signing/v1"
    /// The one label that counts; signatures under other labels are for others.
    static let label = "sig1"
    /// How far the sender's clock may be from ours, in seconds.
    static let clockSkew: Int64 = 60
    /// How long a signature may be good for, in seconds.
    static let longestWindow: Int64 = 300
    static let shortestNonce = 16
    static let components = ["@method", "@target-uri", "@authority", "content-type", "content-digest"]
    /// What a key may be published for, in its `adcp_use`. A key for webhooks alone is deprecated: the tag tells the
    /// purposes apart.
    static let keyUses: Set<String> = ["request-signing", "webhook-signing"]
}
