/// Who gets which connection next: the pool's decisions, without I/O, clock or tasks.
///
/// Waiters are served in the order they came; while one waits, nobody passes it. A connection that was opened once is replaced
/// whenever it is lost, so the pool grows to the largest need it has met and stays there.
struct PoolState<Connection: Sendable, Waiter: Sendable>: Sendable {
    /// Names a place in the queue before it is taken, so that it can be given up at any time.
    struct Place: Sendable, Hashable {
        fileprivate let number: UInt64
    }

    private struct Waiting: Sendable {
        let place: Place
        let waiter: Waiter
        let deadline: ContinuousClock.Instant
    }

    enum Request {
        case granted(Connection)
        /// In the queue; `shouldConnect` asks for one more connection.
        case queued(shouldConnect: Bool)
        case refused(PostgresError)
    }

    enum Delivery {
        case handOver(Connection, Waiter)
        case keep
        /// Not wanted any more.
        case close(Connection)
    }

    private enum Phase { case open, draining, closed }

    private let size: Int
    private let maximumWaiters: Int
    private var phase = Phase.open
    private var idle: [Connection] = []
    private var leased = 0
    private var connecting = 0
    private var queue: [Waiting] = []
    private var places: UInt64 = 0
    /// Why connecting failed last; nil once it succeeds.
    private var lastFailure: PostgresError?

    init(size: Int, maximumWaiters: Int) {
        self.size = size
        self.maximumWaiters = maximumWaiters
    }

    var status: PoolStatus {
        PoolStatus(idle: self.idle.count, leased: self.leased, connecting: self.connecting, waiting: self.queue.count)
    }

    /// Nothing is left to wait for after a shutdown has begun.
    var isDrained: Bool { self.phase != .open && self.leased == 0 && self.queue.isEmpty }

    /// When the first waiter has waited long enough.
    var nextDeadline: ContinuousClock.Instant? { self.queue.first?.deadline }

    // MARK: Leasing

    /// A connection that is idle; the most recently used, so that the server keeps few of them busy.
    mutating func takeIdle() -> Connection? {
        guard self.phase == .open, let connection = self.idle.popLast() else { return nil }
        self.leased += 1
        return connection
    }

    mutating func reservePlace() -> Place {
        self.places += 1
        return Place(number: self.places)
    }

    /// Asks for a connection; deadlines must not go backwards from one request to the next.
    mutating func request(_ place: Place, _ waiter: Waiter, deadline: ContinuousClock.Instant) -> Request {
        guard self.phase == .open else {
            return .refused(PostgresError(code: .poolClosed, message: "the pool is shutting down"))
        }
        if let connection = self.takeIdle() { return .granted(connection) }
        guard self.queue.count < self.maximumWaiters else {
            return .refused(PostgresError(code: .poolFull, message: "too many tasks wait for a connection"))
        }
        self.queue.append(Waiting(place: place, waiter: waiter, deadline: deadline))
        let shouldConnect = self.connecting < self.queue.count && self.leased + self.connecting < self.size
        if shouldConnect { self.connecting += 1 }
        return .queued(shouldConnect: shouldConnect)
    }

    /// Gives up a place in the queue; nil when it has been served already.
    mutating func leave(_ place: Place) -> Waiter? {
        guard let index = self.queue.firstIndex(where: { $0.place == place }) else { return nil }
        return self.queue.remove(at: index).waiter
    }

    /// Takes those out of the queue that have waited long enough, and says what to tell them.
    mutating func expire(_ now: ContinuousClock.Instant) -> (waiters: [Waiter], error: PostgresError) {
        let count = self.queue.prefix { $0.deadline <= now }.count
        let waiters = self.queue.prefix(count).map(\.waiter)
        self.queue.removeFirst(count)
        let timeout = PostgresError(code: .poolTimeout, message: "no connection came free in time")
        return (waiters, self.lastFailure ?? timeout)
    }

    // MARK: Connections

    mutating func giveBack(_ connection: Connection) -> Delivery {
        self.leased -= 1
        return self.deliver(connection)
    }

    /// Takes a lost connection off the books; true asks for another in its place.
    mutating func replace() -> Bool {
        self.leased -= 1
        guard self.wantsConnection else { return false }
        self.connecting += 1
        return true
    }

    mutating func connected(_ connection: Connection) -> Delivery {
        self.connecting -= 1
        self.lastFailure = nil
        return self.deliver(connection)
    }

    /// Notes a failed attempt; false tells the caller not to try again.
    mutating func connectFailed(_ error: PostgresError) -> Bool {
        self.lastFailure = error
        guard self.wantsConnection else {
            self.connecting -= 1
            return false
        }
        return true
    }

    private var wantsConnection: Bool {
        self.phase == .open || self.phase == .draining && !self.queue.isEmpty
    }

    private mutating func deliver(_ connection: Connection) -> Delivery {
        guard self.phase != .closed else { return .close(connection) }
        if !self.queue.isEmpty {
            self.leased += 1
            return .handOver(connection, self.queue.removeFirst().waiter)
        }
        guard self.phase == .open else { return .close(connection) }
        self.idle.append(connection)
        return .keep
    }

    // MARK: Shutdown

    /// Refuses what comes from now on and lets go of idle connections; those who wait or hold a lease are still served.
    mutating func drain() -> [Connection] {
        guard self.phase == .open else { return [] }
        self.phase = .draining
        defer { self.idle.removeAll() }
        return self.idle
    }

    /// Lets go of everything; returns what to close and whom to turn away.
    mutating func close() -> (idle: [Connection], waiters: [Waiter]) {
        self.phase = .closed
        defer {
            self.idle.removeAll()
            self.queue.removeAll()
        }
        return (self.idle, self.queue.map(\.waiter))
    }
}
