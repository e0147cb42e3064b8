public import Logging

/// Connections to one database, lent out one use at a time.
///
/// `run()` makes the connections and ends waits that are too long, so it must be running while the pool is used: as a service of a
/// group, or through `Pool.with`. Waiters are served in the order they came, and cancelling a waiting task takes it out of the queue.
public final class Pool: Sendable {
    typealias Grant = Result<Connection, PostgresError>
    typealias State = PoolState<Connection, CheckedContinuation<Grant, Never>>

    let configuration: PostgresConfiguration
    let limits: PoolConfiguration
    let logger: Logger
    let state: Locked<State>
    let hasRun = Locked(false)
    /// One element per connection to be made; ended when the pool is drained.
    let connectRequests: AsyncStream<Void>
    let connectRequest: AsyncStream<Void>.Continuation
    /// Says that somebody began to wait.
    let waitBeginnings: AsyncStream<Void>
    let waitBeginning: AsyncStream<Void>.Continuation

    public init(_ configuration: PostgresConfiguration, limits: PoolConfiguration = .init(), logger: Logger) {
        self.configuration = configuration
        self.limits = limits
        self.logger = logger
        self.state = Locked(State(size: limits.size, maximumWaiters: limits.maximumWaiters))
        (self.connectRequests, self.connectRequest) = AsyncStream.makeStream()
        (self.waitBeginnings, self.waitBeginning) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What the pool is doing at this moment.
    public var status: PoolStatus { self.state.withLock { $0.status } }

    /// Runs one statement.
    @discardableResult
    public func query(
        _ statement: Statement, _ values: [PostgresValue] = []
    ) async throws(PostgresError) -> Rows {
        try await self.use { connection throws(PostgresError) in try connection.query(statement, values) }.get()
    }

    /// Runs a closure on a connection, in one hop. A transaction that it leaves open is rolled back.
    @discardableResult
    public func withConnection<Value: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        try await self.use(body).get()
    }

    /// Runs a closure in a transaction, in one hop: committed when it returns, rolled back when it throws.
    @discardableResult
    public func transaction<Value: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        try await self.use { connection in try connection.inTransaction(body) }.get()
    }

    private func use<Value: Sendable, Failure: Error>(
        _ body: @Sendable (isolated Connection) throws(Failure) -> Value
    ) async throws(PostgresError) -> Result<Value, Failure> {
        // A connection that died while it was idle is replaced before anything is sent, so trying the next one is safe.
        // After as many as the pool can hold, the fault is not a stale connection.
        var attempts = self.limits.size + 1
        while true {
            let connection = try await self.lease()
            let use = await connection.use(body)
            self.giveBack(connection, isOpen: use.isOpen)
            switch use.outcome {
            case .ended(let result): return result
            case .notBegun(let error):
                attempts -= 1
                if error.code == .cancelled || attempts == 0 { throw error }
            }
        }
    }

    // MARK: Leasing

    private func lease() async throws(PostgresError) -> Connection {
        if let connection = self.state.withLock({ $0.takeIdle() }) { return connection }
        let place = self.state.withLock { $0.reservePlace() }
        let grant = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in self.request(place, waiter) }
        } onCancel: {
            self.giveUp(place)
        }
        return try grant.get()
    }

    private func request(_ place: State.Place, _ waiter: CheckedContinuation<Grant, Never>) {
        let request = self.state.withLock { state -> State.Request in
            // Cancelled before it took its place: `giveUp` came too early to find it.
            if Task.isCancelled { return .refused(.cancelledBeforeStart()) }
            return state.request(place, waiter, deadline: .now.advanced(by: self.limits.maximumWait))
        }
        switch request {
        case .granted(let connection): waiter.resume(returning: .success(connection))
        case .refused(let error): waiter.resume(returning: .failure(error))
        case .queued(let shouldConnect):
            self.waitBeginning.yield()
            if shouldConnect { self.connectRequest.yield() }
        }
    }

    private func giveUp(_ place: State.Place) {
        self.state.withLock { $0.leave(place) }?.resume(returning: .failure(.cancelledBeforeStart()))
        self.finishIfDrained()
    }

    private func giveBack(_ connection: Connection, isOpen: Bool) {
        if isOpen {
            self.deliver(self.state.withLock { $0.giveBack(connection) })
        } else if self.state.withLock({ $0.replace() }) {
            self.connectRequest.yield()
        }
        self.finishIfDrained()
    }

    /// Passes a connection on. One that is let go of here is closed by its last reference.
    func deliver(_ delivery: State.Delivery) {
        if case .handOver(let connection, let waiter) = delivery { waiter.resume(returning: .success(connection)) }
    }

    func finishIfDrained() {
        if self.state.withLock({ $0.isDrained }) { self.connectRequest.finish() }
    }
}
