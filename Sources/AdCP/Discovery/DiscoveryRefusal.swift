/// Why an agent's keys are not found through its operator's `brand.json`.
///
/// The raw values are AdCP's codes without `request_signature_`, which senders of webhooks are not told: to them the key is
/// unknown (C §6.4). They are for the agent's document, for alarms and for the person who has to put it right.
public enum DiscoveryRefusal: String, Error, Sendable, CaseIterable {
    /// No answer, no document, or an address that requests may not go to.
    case unreachable = "brand_json_unreachable"
    /// No strict JSON object of at most 256 KiB.
    case malformed = "brand_json_malformed"
    /// It is at another operator's, who does not list the agent's domain among its `authorized_operators`.
    case originMismatch = "brand_origin_mismatch"
    /// None of its `agents` has the agent's URL, byte by byte.
    case notListed = "agent_not_in_brand_json"
    /// Several have.
    case ambiguous = "brand_json_ambiguous"
    /// The keys are at another host than the agent's capabilities name.
    case keyOriginMismatch = "key_origin_mismatch"
    /// The address of the keys is none.
    case jwksURIMalformed = "jwks_uri_malformed"

    /// The operator has spoken: what was known before counts no more. Otherwise nothing was learnt, and what is known stays good
    /// for its time.
    public var isDefinite: Bool {
        self != .unreachable && self != .malformed
    }
}
