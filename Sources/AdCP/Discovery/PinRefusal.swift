/// Why a publisher's `adagents.json` says nothing of an agent's keys. The raw values are for the agent's document and for alarms;
/// a sender is told that its key is unknown.
public enum PinRefusal: String, Error, Sendable, CaseIterable {
    /// No answer, no document, or an address that requests may not go to.
    case unreachable = "adagents_unreachable"
    /// No strict JSON object of at most 5 MiB.
    case malformed = "adagents_malformed"
    /// None of its `authorized_agents` has the agent's URL.
    case notListed = "agent_not_in_adagents"
    /// Several have, and pin different keys, or they are more than are kept.
    case ambiguous = "adagents_ambiguous"
    /// A network's document that no longer speaks for this publisher.
    case publisherRevoked = "publisher_revoked"

    /// The publisher has spoken: what was known before counts no more. Otherwise nothing was learnt, and what is known stays good
    /// for its time.
    public var isDefinite: Bool {
        self != .unreachable && self != .malformed
    }
}
