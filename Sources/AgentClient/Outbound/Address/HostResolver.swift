/// Finds the addresses of a host name.
protocol HostResolver: Sendable {
    /// In the order in which they should be tried. Ends early, with a failure, when the task is cancelled.
    func addresses(of host: String) async throws(OutboundFailure) -> [NetworkAddress]
}
