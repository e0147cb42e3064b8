import Logging
import Postgres
import ServiceLifecycle
import Testing
import TestSupport

@Suite(.emptyDatabase, .timeLimit(.minutes(1)))
struct PoolTests {
    private func configuration() throws -> PostgresConfiguration {
        try PostgresConfiguration(connectionString: TestDatabase.current.dsn)
    }

    /// Holds the lock that keeps others busy, until it is closed.
    private func locker() async throws -> Connection {
        let connection = try await Connection.open(self.configuration())
        try await connection.script("select pg_advisory_lock(1)")
        return connection
    }

    private let waitForLock = "select pg_advisory_xact_lock(1)"

    @Test func `waiters are served in the order they came`() async throws {
        try await Pool.with(self.configuration(), limits: PoolConfiguration(size: 1), logger: .silent) { pool in
            try await pool.query(
                Statement(sql: "create table served (n integer generated always as identity, waiter integer)"))
            let locker = try await self.locker()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.query(Statement(sql: self.waitForLock)) }
                try await eventually { pool.status.leased == 1 }
                for waiter in 1...20 {
                    group.addTask {
                        try await pool.query(Statement(sql: "insert into served (waiter) values ($1)"), [.int(waiter)])
                    }
                    try await eventually { pool.status.waiting == waiter }
                }
                await locker.close()
                try await group.waitForAll()
            }
            let order = try await pool.query(Statement(sql: "select waiter from served order by n"))
            #expect((0..<order.count).map { order.int($0, 0) } == Array(1...20))
        }
    }

    @Test func `many tasks share few connections`() async throws {
        try await Pool.with(self.configuration(), limits: PoolConfiguration(size: 3), logger: .silent) { pool in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...300 {
                    group.addTask { try await pool.int("select $1::integer", [.int(number)]) }
                }
                return try await group.reduce(0, +)
            }
            #expect(sum == 300 * 301 / 2)
            #expect(pool.status.idle <= 3 && pool.status.leased == 0 && pool.status.waiting == 0)
        }
    }

    @Test func `a full queue refuses at once`() async throws {
        let limits = PoolConfiguration(size: 1, maximumWaiters: 1)
        try await Pool.with(self.configuration(), limits: limits, logger: .silent) { pool in
            let locker = try await self.locker()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.query(Statement(sql: self.waitForLock)) }
                try await eventually { pool.status.leased == 1 }
                group.addTask { try await pool.query(Statement(sql: "select 1")) }
                try await eventually { pool.status.waiting == 1 }
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.query(Statement(sql: "select 1"))
                }
                #expect(error?.code == .poolFull)
                await locker.close()
                try await group.waitForAll()
            }
        }
    }

    @Test func `a wait that is too long ends with an error`() async throws {
        let limits = PoolConfiguration(size: 1, maximumWait: .milliseconds(30))
        try await Pool.with(self.configuration(), limits: limits, logger: .silent) { pool in
            try await eventually { (try? await pool.query(Statement(sql: "select 1"))) != nil }
            let locker = try await self.locker()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.query(Statement(sql: self.waitForLock)) }
                try await eventually { pool.status.leased == 1 }
                for _ in 0..<3 {
                    let error = await #expect(throws: PostgresError.self) {
                        try await pool.query(Statement(sql: "select 1"))
                    }
                    #expect(
                        error?.code == .poolTimeout && error?.isRetryable == true && error?.mayHaveCommitted == false)
                }
                await locker.close()
                try await group.waitForAll()
            }
            #expect(pool.status.waiting == 0)
        }
    }

    @Test func `a cancelled waiter leaves the queue`() async throws {
        try await Pool.with(self.configuration(), limits: PoolConfiguration(size: 1), logger: .silent) { pool in
            let locker = try await self.locker()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.query(Statement(sql: self.waitForLock)) }
                try await eventually { pool.status.leased == 1 }
                try await withThrowingTaskGroup(of: Void.self) { inner in
                    inner.addTask { try await pool.query(Statement(sql: "select 1")) }
                    try await eventually { pool.status.waiting == 1 }
                    inner.cancelAll()
                    let error = await #expect(throws: PostgresError.self) { try await inner.waitForAll() }
                    #expect(error?.code == .cancelled)
                }
                #expect(pool.status.waiting == 0)
                await locker.close()
                try await group.waitForAll()
            }
        }
    }

    @Test func `an idle connection that the server closed is replaced unnoticed`() async throws {
        try await Pool.with(self.configuration(), limits: PoolConfiguration(size: 1), logger: .silent) { pool in
            let administrator = try await Connection.open(self.configuration())
            for _ in 0..<10 {
                let victim = try await pool.processID()
                try await administrator.query(
                    Statement(sql: "select pg_terminate_backend($1::integer, 10000)"), [.int(victim)])
                #expect(try await pool.processID() != victim)
            }
        }
    }

    @Test func `a connection lost under a statement is an error, and is replaced`() async throws {
        try await Pool.with(self.configuration(), limits: PoolConfiguration(size: 2), logger: .silent) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.query(Statement(sql: "select pg_sleep(60)")) }
                try await eventually { try await pool.sessions(running: "%pg_sleep%") == 1 }
                try await pool.query(
                    Statement(
                        sql: """
                            select pg_terminate_backend(pid) from pg_stat_activity
                            where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()
                            """))
                let error = await #expect(throws: PostgresError.self) { try await group.waitForAll() }
                #expect(error?.code == .connectionLost && error?.isRetryable == true && error?.mayHaveCommitted == true)
            }
            #expect(try await pool.int("select 5") == 5)
            try await eventually { pool.status.idle == 2 }
        }
    }

    @Test func `those who wait through an outage are served when the server is back`() async throws {
        let database = try TestDatabase.current
        let limits = PoolConfiguration(size: 2, maximumWait: .seconds(50))
        try await Pool.with(self.configuration(), limits: limits, logger: .silent) { pool in
            let victim = try await pool.processID()
            try await TestServer.administer { connection in
                try connection.script("alter database \(database.name) allow_connections false")
                try connection.query(Statement(sql: "select pg_terminate_backend($1::integer, 10000)"), [.int(victim)])
            }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...10 {
                    group.addTask { try await pool.int("select \(number)") }
                }
                try await eventually { pool.status.waiting == 10 }
                try await TestServer.administer { connection in
                    try connection.script("alter database \(database.name) allow_connections true")
                }
                #expect(try await group.reduce(0, +) == 55)
            }
        }
    }

    @Test func `without a server the reason is told, not only the wait`() async throws {
        let nowhere = try PostgresConfiguration(connectionString: "host=127.0.0.1 port=1 dbname=none user=nobody")
        let limits = PoolConfiguration(size: 1, maximumWait: .milliseconds(100))
        try await Pool.with(nowhere, limits: limits, logger: .silent) { pool in
            let error = await #expect(throws: PostgresError.self) { try await pool.query(Statement(sql: "select 1")) }
            #expect(error?.code == .connectionFailed)
        }
    }

    @Test func `graceful shutdown waits for leases and those before it, and serves nobody after`() async throws {
        let limits = PoolConfiguration(size: 1, maximumWaiters: 1)
        let pool = Pool(try self.configuration(), limits: limits, logger: .silent)
        let services = ServiceGroup(services: [pool], logger: .silent)
        let locker = try await self.locker()
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask {
                try await services.run()
                return "the pool"
            }
            group.addTask {
                try await pool.query(Statement(sql: self.waitForLock))
                return "a lease"
            }
            try await eventually { pool.status.leased == 1 }
            group.addTask {
                try await pool.query(Statement(sql: self.waitForLock))
                return "a waiter"
            }
            try await eventually { pool.status.waiting == 1 }

            await services.triggerGracefulShutdown()
            // While it is open it refuses because its queue is full, which is not what is meant here.
            try await eventually {
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.query(Statement(sql: "select 1"))
                }
                return error?.code == .poolClosed
            }
            await locker.close()
            #expect(try await group.next() != "the pool")
            try await group.waitForAll()
        }
        #expect(pool.status.idle == 0 && pool.status.leased == 0 && pool.status.waiting == 0)
        let administrator = try await Connection.open(self.configuration())
        try await eventually {
            let sessions = Statement(
                sql:
                    "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            )
            return try await administrator.query(sessions).int(0, 0) == 0
        }
    }

    @Test func `a pool that has ended refuses`() async throws {
        let ended = try await Pool.with(self.configuration(), logger: .silent) { pool in
            try await pool.query(Statement(sql: "select 1"))
            return pool
        }
        let error = await #expect(throws: PostgresError.self) { try await ended.query(Statement(sql: "select 1")) }
        #expect(error?.code == .poolClosed)
        await #expect(throws: PostgresError.self) { try await ended.run() }
    }
}
