import Postgres
import Testing
import TestSupport

@Suite(.emptyDatabase, .timeLimit(.minutes(1)))
struct TransactionTests {
    private struct Mishap: Error, Equatable {}

    private func withTable(_ body: (Pool) async throws -> Void) async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 2) { pool in
            try await pool.query(Statement(sql: "create table t (a integer primary key)"))
            try await body(pool)
        }
    }

    @Test func `what the closure did is committed when it returns`() async throws {
        try await self.withTable { pool async throws in
            let sum = try await pool.transaction { connection in
                try connection.query(Statement(sql: "insert into t values ($1)"), [.int(1)])
                try connection.query(Statement(sql: "insert into t values ($1)"), [.int(2)])
                return try connection.query(Statement(sql: "select sum(a) from t")).int(0, 0)
            }
            #expect(sum == 3)
            #expect(try await pool.int("select count(*) from t") == 2)
        }
    }

    @Test func `what the closure did is undone when it throws`() async throws {
        try await self.withTable { pool async throws in
            let before = try await pool.processID()
            await #expect(throws: Mishap()) {
                try await pool.transaction { connection in
                    try connection.query(Statement(sql: "insert into t values (1)"))
                    throw Mishap()
                }
            }
            #expect(try await pool.int("select count(*) from t") == 0)
            #expect(try await pool.processID() == before)
        }
    }

    @Test func `a failed statement undoes the transaction`() async throws {
        try await self.withTable { pool async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { connection in
                    try connection.query(Statement(sql: "insert into t values (1)"))
                    try connection.query(Statement(sql: "insert into t values (1)"))
                }
            }
            #expect(error?.sqlState == "23505" && error?.mayHaveCommitted == false)
            #expect(try await pool.int("select count(*) from t") == 0)
        }
    }

    @Test func `a failure that the closure swallowed is not taken for a commit`() async throws {
        try await self.withTable { pool async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { connection in
                    try connection.query(Statement(sql: "insert into t values (1)"))
                    _ = try? connection.query(Statement(sql: "insert into t values (1)"))
                }
            }
            #expect(error?.code == .transactionAborted)
            #expect(try await pool.int("select count(*) from t") == 0)
        }
    }

    @Test func `a refusal at commit is an error`() async throws {
        try await self.withTable { pool async throws in
            try await pool.query(
                Statement(sql: "create table u (a integer references t (a) deferrable initially deferred)"))
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { try $0.query(Statement(sql: "insert into u values (9)")) }
            }
            #expect(error?.sqlState == "23503")
            #expect(try await pool.int("select count(*) from u") == 0)
        }
    }

    @Test func `a transaction left open goes with its connection`() async throws {
        try await self.withTable { pool async throws in
            let first = try await pool.withConnection { connection in
                try connection.script("begin; insert into t values (1)")
                return try connection.query(Statement(sql: "select pg_backend_pid()")).int(0, 0) ?? 0
            }
            try await eventually {
                try await pool.int("select count(*) from pg_stat_activity where pid = \(first)") == 0
            }
            #expect(try await pool.int("select count(*) from t") == 0)
        }
    }

    @Test func `a session lost in a transaction was not committed`() async throws {
        try await self.withTable { pool async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { connection in
                    try connection.query(Statement(sql: "insert into t values (1)"))
                    try connection.query(Statement(sql: "select pg_terminate_backend(pg_backend_pid())"))
                }
            }
            #expect(error?.isRetryable == true && error?.mayHaveCommitted == false)
            #expect(try await pool.int("select count(*) from t") == 0)
        }
    }

    @Test func `transactions of many tasks do not mix`() async throws {
        try await self.withTable { pool async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<40 {
                    group.addTask {
                        try await pool.transaction { connection in
                            let insert = Statement(name: "insert", sql: "insert into t values ($1)")
                            try connection.query(insert, [.int(2 * task)])
                            try connection.query(insert, [.int(2 * task + 1)])
                            let rows = try connection.query(
                                Statement(
                                    name: "mine",
                                    sql: "select count(*) from t where xmin::text = pg_current_xact_id()::text"))
                            #expect(rows.int(0, 0) == 2)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await pool.int("select count(*) from t") == 80)
        }
    }
}
