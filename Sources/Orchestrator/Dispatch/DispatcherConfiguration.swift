/// How much an instance takes on, and how it stops.
public struct DispatcherConfiguration: Sendable {
    /// Most steps under way at once. One agent alone gets about half of them, so that there is room for others.
    public var concurrency: Int
    /// How long calls that are under way may go on when the instance stops. Those that take longer are left to their leases.
    public var drainTime: Duration
    /// Time between two looks at everything that is due, for what the low-water mark has passed.
    public var sweepInterval: Duration
    /// Longest sleep while nothing is due.
    public var longestSleep: Duration

    public init(
        concurrency: Int = 64, drainTime: Duration = .seconds(20), sweepInterval: Duration = .seconds(5),
        longestSleep: Duration = .seconds(1)
    ) {
        self.concurrency = concurrency
        self.drainTime = drainTime
        self.sweepInterval = sweepInterval
        self.longestSleep = longestSleep
    }
}
