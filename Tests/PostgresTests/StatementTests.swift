import Postgres
import Testing
import TestSupport

@Suite(.emptyDatabase, .timeLimit(.minutes(1)))
struct StatementTests {
    private let addition = Statement(name: "addition", sql: "select $1::integer + 1")
    private let prepared = Statement(sql: "select count(*) from pg_prepared_statements")

    private func withPool(
        usesPreparedStatements: Bool = true, _ body: (Pool) async throws -> Void
    ) async throws {
        let configuration = try PostgresConfiguration(
            connectionString: TestDatabase.current.dsn, usesPreparedStatements: usesPreparedStatements)
        try await Pool.with(configuration, limits: PoolConfiguration(size: 1), logger: .silent, body)
    }

    @Test func `a named statement is prepared once per connection`() async throws {
        try await self.withPool { pool async throws in
            for number in 0..<3 {
                #expect(try await pool.query(self.addition, [.int(number)]).int(0, 0) == number + 1)
            }
            #expect(try await pool.query(self.prepared).int(0, 0) == 1)
        }
    }

    @Test func `nothing is prepared where a pooler forbids it`() async throws {
        try await self.withPool(usesPreparedStatements: false) { pool async throws in
            #expect(try await pool.query(self.addition, [.int(1)]).int(0, 0) == 2)
            #expect(try await pool.query(self.prepared).int(0, 0) == 0)
        }
    }

    @Test func `a statement that the server forgot is prepared again`() async throws {
        try await self.withPool { pool async throws in
            try await pool.query(self.addition, [.int(1)])
            try await pool.query(Statement(sql: "discard all"))
            #expect(try await pool.query(self.addition, [.int(2)]).int(0, 0) == 3)
        }
    }

    @Test func `a statement whose result has changed is prepared again`() async throws {
        try await self.withPool { pool async throws in
            let everything = Statement(name: "everything", sql: "select * from thing")
            try await pool.query(Statement(sql: "create table thing as select 1 as a"))
            #expect(try await pool.query(everything).columnCount == 1)
            try await pool.query(Statement(sql: "alter table thing add b integer"))
            #expect(try await pool.query(everything).columnCount == 2)
        }
    }

    @Test func `inside a transaction a changed result fails the whole, which may be run again`() async throws {
        try await self.withPool { pool async throws in
            let everything = Statement(name: "everything", sql: "select * from thing")
            try await pool.query(Statement(sql: "create table thing as select 1 as a"))
            try await pool.query(everything)
            try await pool.query(Statement(sql: "alter table thing add b integer"))
            let error = await #expect(throws: PostgresError.self) {
                _ = try await pool.transaction { try $0.query(everything) }
            }
            #expect(error?.isRetryable == true)
            #expect(error?.mayHaveCommitted == false)
            #expect(try await pool.transaction { try $0.query(everything) }.columnCount == 2)
        }
    }

    @Test func `two statements under one name are both right`() async throws {
        try await self.withPool { pool async throws in
            #expect(try await pool.query(Statement(name: "same", sql: "select 1")).int(0, 0) == 1)
            #expect(try await pool.query(Statement(name: "same", sql: "select 2")).int(0, 0) == 2)
            #expect(try await pool.query(Statement(name: "same", sql: "select 1")).int(0, 0) == 1)
        }
    }

    @Test func `a script may hold many statements`() async throws {
        try await self.withPool { pool async throws in
            let rows = try await pool.withConnection { connection in
                try connection.script("create table t (a integer); insert into t values (1), (2); select sum(a) from t")
            }
            #expect(rows.int(0, 0) == 3)
        }
    }

    @Test func `what the server remarks does not disturb the answer`() async throws {
        try await self.withPool { pool async throws in
            let rows = try await pool.withConnection { connection in
                try connection.script("do $$ begin raise warning 'remark'; end $$; select 4")
            }
            #expect(rows.int(0, 0) == 4)
        }
    }

    @Test func `the number of touched rows is told`() async throws {
        try await self.withPool { pool async throws in
            try await pool.query(Statement(sql: "create table t as select generate_series(1, 5) as a"))
            #expect(try await pool.query(Statement(sql: "delete from t where a > 2")).affectedCount == 3)
        }
    }

    @Test func `COPY is refused and the pool goes on`() async throws {
        try await self.withPool { pool async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withConnection { try $0.script("copy (select 1) to stdout") }
            }
            #expect(error?.code == .unexpectedAnswer)
            #expect(try await pool.int("select 7") == 7)
        }
    }
}
