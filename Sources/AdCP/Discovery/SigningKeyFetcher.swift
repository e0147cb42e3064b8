/// Fetches what agents and their operators publish of keys, under the one policy for everything that leaves this deployment.
///
/// Each answer comes within ten seconds, or is none; a sender is told no more than that its key is unknown (C §6.4).
public protocol SigningKeyFetcher: Sendable {
    /// The text at an address, with one GET: no redirects, at most 64 KiB of UTF-8.
    ///
    /// - Returns: nil when it cannot be had, whatever the reason.
    func fetch(_ url: String) async -> String?

    /// Where an agent's keys are, by its operator's `brand.json`.
    func discover(_ discovery: KeyDiscovery) async -> Result<DiscoveredKeys, DiscoveryRefusal>

    /// Which keys a publisher pins for an agent, by its `adagents.json`.
    ///
    /// - Parameters:
    ///   - agentURL: from our registry.
    ///   - publisher: its domain.
    func pins(for agentURL: String, by publisher: String) async -> Result<PublisherPins, PinRefusal>

    /// The list of revoked keys at the origin of a `brand.json`.
    func revocationList(of origin: String) async -> RevocationListAnswer
}
