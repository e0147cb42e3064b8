/// How many connections a pool keeps, and how long it lets anybody wait for one.
public struct PoolConfiguration: Sendable {
    /// Most connections at a time. They are opened as they are needed and kept.
    public var size: Int
    /// Most tasks that may wait for a connection; the next one is refused at once.
    public var maximumWaiters: Int
    /// Longest wait for a connection.
    public var maximumWait: Duration

    public init(size: Int = 8, maximumWaiters: Int = 1_000, maximumWait: Duration = .seconds(5)) {
        self.size = max(1, size)
        self.maximumWaiters = max(0, maximumWaiters)
        self.maximumWait = maximumWait
    }
}

/// What a pool is doing, for metrics.
public struct PoolStatus: Sendable, Hashable {
    /// Open connections that nobody uses.
    public let idle: Int
    /// Connections in use.
    public let leased: Int
    /// Connections being made.
    public let connecting: Int
    /// Tasks that wait for one.
    public let waiting: Int
}
