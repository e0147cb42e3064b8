public import Logging
public import ServiceLifecycle

extension Pool: Service {
    /// Keeps the pool going until it is told to shut down.
    ///
    /// On graceful shutdown nothing new is served; it returns when those who waited have been served and all leases have returned. On
    /// cancellation those who wait are turned away at once.
    public func run() async throws {
        let isFirst = self.hasRun.withLock { hasRun in
            defer { hasRun = true }
            return !hasRun
        }
        guard isFirst else { throw PostgresError(code: .poolClosed, message: "a pool runs once") }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.endLongWaits() }
                for await _ in self.connectRequests {
                    group.addTask { await self.connect() }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            _ = self.state.withLock { $0.drain() }
            self.finishIfDrained()
        }
        for waiter in self.state.withLock({ $0.close() }).waiters {
            waiter.resume(returning: .failure(PostgresError(code: .poolClosed, message: "the pool has ended")))
        }
    }

    /// Runs a pool for the length of a closure: for commands and tests, which have no service group.
    public nonisolated(nonsending) static func with<Value: Sendable>(
        _ configuration: PostgresConfiguration, limits: PoolConfiguration = .init(), logger: Logger,
        _ body: (Pool) async throws -> Value
    ) async throws -> Value {
        let pool = Pool(configuration, limits: limits, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.run() }
            let value = try await body(pool)
            group.cancelAll()
            return value
        }
    }

    /// Makes one connection, however long that takes.
    private func connect() async {
        let connection = Connection(self.configuration)
        var backoff = Backoff()
        var generator = SystemRandomNumberGenerator()
        var isFirstFailure = true
        while !Task.isCancelled {
            do throws(PostgresError) {
                try await connection.connect()
                self.deliver(self.state.withLock { $0.connected(connection) })
                return
            } catch {
                self.logger.log(
                    level: isFirstFailure ? .warning : .debug, "no connection to the database",
                    metadata: ["error": "\(error)"])
                isFirstFailure = false
                guard self.state.withLock({ $0.connectFailed(error) }) else { return }
            }
            try? await Task.sleep(for: backoff.wait(using: &generator))
        }
    }

    /// Turns away those who have waited too long. Deadlines never go backwards in the queue, so the first one decides.
    private func endLongWaits() async {
        for await _ in self.waitBeginnings {
            while let deadline = self.state.withLock({ $0.nextDeadline }) {
                guard (try? await Task.sleep(until: deadline, clock: .continuous)) != nil else { return }
                let (waiters, error) = self.state.withLock { $0.expire(.now) }
                for waiter in waiters { waiter.resume(returning: .failure(error)) }
                self.finishIfDrained()
            }
        }
    }
}
