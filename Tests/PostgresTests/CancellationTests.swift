import Postgres
import Testing
import TestSupport

@Suite(.emptyDatabase, .timeLimit(.minutes(2)))
struct CancellationTests {
    @Test func `cancelling a task cancels its statement`() async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 2) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.query(Statement(sql: "select pg_sleep(3600)")) }
                try await eventually { try await pool.sessions(running: "%pg_sleep%") == 1 }
                group.cancelAll()
                let error = await #expect(throws: PostgresError.self) { try await group.waitForAll() }
                #expect(error?.code == .cancelled && error?.mayHaveCommitted == false && error?.isRetryable == false)
            }
            #expect(try await pool.sessions(running: "%pg_sleep%") == 0)
        }
    }

    @Test func `a cancelled transaction is undone`() async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 2) { pool in
            try await pool.query(Statement(sql: "create table t (a integer)"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await pool.transaction { connection in
                        try connection.query(Statement(sql: "insert into t values (1)"))
                        try connection.query(Statement(sql: "select pg_sleep(3600)"))
                    }
                }
                try await eventually { try await pool.sessions(running: "%pg_sleep%") == 1 }
                group.cancelAll()
                let error = await #expect(throws: PostgresError.self) { try await group.waitForAll() }
                #expect(error?.code == .cancelled)
            }
            #expect(try await pool.int("select count(*) from t") == 0)
        }
    }

    @Test func `a task that was cancelled before sends nothing`() async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            let before = try await pool.processID()
            await withThrowingTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { try await pool.query(Statement(sql: "create table t (a integer)")) }
                let error = await #expect(throws: PostgresError.self) { try await group.waitForAll() }
                #expect(error?.code == .cancelled)
            }
            #expect(try await pool.int("select count(*) from pg_class where relname = 't'") == 0)
            #expect(try await pool.processID() == before)
        }
    }

    @Test func `a cancel by an operator is the server's error`() async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 2) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.query(Statement(sql: "select pg_sleep(3600)")) }
                try await eventually { try await pool.sessions(running: "%pg_sleep%") == 1 }
                try await pool.query(
                    Statement(
                        sql: """
                            select pg_cancel_backend(pid) from pg_stat_activity
                            where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()
                            """))
                let error = await #expect(throws: PostgresError.self) { try await group.waitForAll() }
                #expect(error?.code == .server && error?.sqlState == "57014")
            }
        }
    }

    /// A request that comes too early must not be lost, one that comes too late must not hit the next statement.
    @Test func `in a race of cancel and statement nothing else is ever hit`() async throws {
        var timeouts = SessionTimeouts()
        timeouts.statement = nil
        let configuration = try PostgresConfiguration(
            connectionString: TestDatabase.current.dsn, timeouts: timeouts)
        try await Pool.with(configuration, limits: PoolConfiguration(size: 2), logger: .silent) { pool in
            for round in 0..<300 {
                // Every other statement would run for an hour if its cancel request were lost; the rest end by themselves
                // about when the request arrives.
                let seconds = round.isMultiple(of: 2) ? 3_600 : 0.000_1
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await pool.query(
                            Statement(name: "sleep", sql: "select pg_sleep($1::float8)"), [.text("\(seconds)")])
                    }
                    for _ in 0..<(round % 30) { await Task.yield() }
                    group.cancelAll()
                    do {
                        try await group.waitForAll()
                    } catch let error as PostgresError {
                        #expect(error.code == .cancelled, "round \(round): \(error)")
                    }
                }
                #expect(try await pool.int("select \(round) from pg_sleep(0.001)") == round)
            }
        }
    }
}
