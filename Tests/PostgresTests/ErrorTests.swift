@testable import Postgres
import Testing
import TestSupport

@Suite(.emptyDatabase, .timeLimit(.minutes(1)))
struct ErrorTests {
    private func failure(_ sql: String, _ values: [PostgresValue] = []) async throws -> PostgresError {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            try await pool.query(Statement(sql: "create table person (name text primary key check (name <> ''))"))
            try await pool.query(Statement(sql: "insert into person values ('secret-name')"))
            return try #require(
                await #expect(throws: PostgresError.self) { try await pool.query(Statement(sql: sql), values) })
        }
    }

    @Test func `the server's fields are kept apart`() async throws {
        let error = try await self.failure(
            """
            do $$ begin raise exception 'the message'
                using errcode = 'AD010', detail = 'the detail', hint = 'the hint', column = 'the.field'; end $$
            """)
        #expect(error.code == .server && error.sqlState == "AD010")
        #expect(error.message == "the message" && error.detail == "the detail" && error.hint == "the hint")
        #expect(error.column == "the.field")
        #expect(!error.isRetryable && !error.mayHaveCommitted)
    }

    @Test func `a violated constraint is named`() async throws {
        let error = try await self.failure("insert into person values ($1)", [.text("secret-name")])
        #expect(error.sqlState == "23505" && error.constraint == "person_pkey")
        #expect(error.detail?.contains("secret-name") == true)
    }

    @Test(arguments: [
        ("insert into person values ($1)", "secret-name"), ("select $1::uuid", "secret-text"),
        ("select $1::integer", "secret-text"), ("select $1::timestamptz", "secret-text"),
        ("select $1::jsonb", "{\"secret-text\": x}"),
    ])
    func `what is printed never quotes a value`(_ sql: String, _ value: String) async throws {
        let error = try await self.failure(sql, [.text(value)])
        var dumped = ""
        dump(error, to: &dumped)
        for text in ["\(error)", String(reflecting: error), "\([error])", dumped] {
            #expect(!text.contains("secret"), "\(sql)")
            #expect(text.contains(error.sqlState ?? "?"))
        }
    }

    @Test func `a long message is cut and kept on one line`() {
        let error = PostgresError(code: .server, sqlState: "XX000", message: String(repeating: "a\n", count: 5_000))
        #expect(error.description.count < 400)
        #expect(!error.description.contains("\n"))
    }

    @Test func `an unreachable server is a failed connection`() async throws {
        let configuration = try PostgresConfiguration(
            connectionString: "host=127.0.0.1 port=1 user=nobody password=topsecret dbname=none")
        let error = await #expect(throws: PostgresError.self) { _ = try await Connection.open(configuration) }
        #expect(error?.code == .connectionFailed)
        #expect(error?.isRetryable == true && error?.mayHaveCommitted == false)
        #expect(error?.message.contains("topsecret") == false)
    }
}

@Suite struct DispositionTests {
    private func error(_ sqlState: String) -> PostgresError {
        PostgresError(code: .server, sqlState: sqlState, message: "")
    }

    @Test(arguments: ["40001", "40P01", "55P03", "53300", "53100", "57014"])
    func `what was rolled back may be run again at once`(_ sqlState: String) {
        #expect(self.error(sqlState).isRetryable)
        #expect(!self.error(sqlState).mayHaveCommitted)
        #expect(!self.error(sqlState).spoilsConnection)
    }

    @Test(arguments: ["08006", "08000", "08007", "40003", "57P01", "57P02"])
    func `a broken connection leaves the commit in doubt`(_ sqlState: String) {
        #expect(self.error(sqlState).isRetryable)
        #expect(self.error(sqlState).mayHaveCommitted)
        #expect(self.error(sqlState).spoilsConnection)
        #expect(!self.error(sqlState).withoutCommit().mayHaveCommitted)
    }

    @Test(arguments: ["25006", "57P03", "08001"])
    func `the wrong server is left without doubt`(_ sqlState: String) {
        #expect(self.error(sqlState).isRetryable)
        #expect(!self.error(sqlState).mayHaveCommitted)
        #expect(self.error(sqlState).spoilsConnection)
    }

    @Test(arguments: ["23505", "42501", "42P01", "22P02", "AD001", "0A000", "XX000", "40002", ""])
    func `a refusal is final`(_ sqlState: String) {
        #expect(!self.error(sqlState).isRetryable)
        #expect(!self.error(sqlState).mayHaveCommitted)
        #expect(!self.error(sqlState).spoilsConnection)
    }
}
