/// Fetches JWK sets, under the one policy for everything that leaves this deployment.
public protocol SigningKeyFetcher: Sendable {
    /// The text at an address, with one GET: no redirects, at most 64 KiB of UTF-8, ten seconds (C §6.4).
    ///
    /// - Returns: nil when it cannot be had, whatever the reason: a sender is told no more than that its key is unknown.
    func fetch(_ url: String) async -> String?
}
