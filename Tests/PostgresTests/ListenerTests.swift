import Logging
import Postgres
import Testing
import TestSupport

@Suite(.emptyDatabase, .timeLimit(.minutes(1)))
struct ListenerTests {
    private func listener(
        _ channels: String..., heartbeat: Duration = .seconds(5), bufferLimit: Int = 100
    ) throws -> Listener {
        Listener(
            try PostgresConfiguration(connectionString: TestDatabase.current.dsn, applicationName: "listener"),
            channels: channels, heartbeat: heartbeat, bufferLimit: bufferLimit, logger: .silent)
    }

    private func withPool(_ body: (Pool) async throws -> Void) async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 2, body)
    }

    private let sessions =
        "select count(*) from pg_stat_activity where application_name = 'listener' and datname = current_database()"

    @Test func `first comes a resync, then every notification in order`() async throws {
        try await self.withPool { pool in
            var events = try self.listener("news", "Odd \"name\"").makeAsyncIterator()
            #expect(await events.next() == .resync)
            for number in 1...3 {
                try await pool.query(Statement(sql: "select pg_notify('news', $1)"), [.text("\(number)")])
            }
            try await pool.query(Statement(sql: "select pg_notify('Odd \"name\"', '')"))
            try await pool.query(Statement(sql: "select pg_notify('other', '')"))
            for number in 1...3 {
                #expect(await events.next() == .notification(channel: "news", payload: "\(number)"))
            }
            #expect(await events.next() == .notification(channel: "Odd \"name\"", payload: ""))
        }
    }

    @Test func `after its session is lost it listens again and asks for a resync`() async throws {
        try await self.withPool { pool in
            var events = try self.listener("news").makeAsyncIterator()
            for round in 1...5 {
                #expect(await events.next() == .resync)
                try await pool.query(Statement(sql: "select pg_notify('news', $1)"), [.text("\(round)")])
                #expect(await events.next() == .notification(channel: "news", payload: "\(round)"))
                try await pool.query(
                    Statement(
                        sql: """
                            select pg_terminate_backend(pid) from pg_stat_activity
                            where application_name = 'listener' and datname = current_database()
                            """))
            }
            #expect(await events.next() == .resync)
        }
    }

    @Test func `more than the buffer holds becomes a resync`() async throws {
        try await self.withPool { pool in
            var events = try self.listener("news", bufferLimit: 1).makeAsyncIterator()
            #expect(await events.next() == .resync)
            // They reach the listener together, faster than anybody can read them.
            try await pool.query(
                Statement(sql: "select count(pg_notify('news', n::text)) from generate_series(1, 5000) n"))
            var event = await events.next()
            while event != .resync { event = await events.next() }
        }
    }

    @Test func `silence is broken by a heartbeat`() async throws {
        try await self.withPool { pool in
            var events = try self.listener("news", heartbeat: .milliseconds(20)).makeAsyncIterator()
            #expect(await events.next() == .resync)
            try await eventually {
                try await pool.int(
                    "select count(*) from pg_stat_activity where application_name = 'listener' and query = 'select 1'")
                    == 1
            }
        }
    }

    @Test func `it ends with the task that reads it`() async throws {
        try await self.withPool { pool in
            let listener = try self.listener("news")
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    var count = 0
                    for await _ in listener { count += 1 }
                    return count
                }
                try await eventually { try await pool.int(self.sessions) == 1 }
                group.cancelAll()
                #expect(try await group.next() ?? 9 <= 1)
            }
            try await eventually { try await pool.int(self.sessions) == 0 }
        }
    }

    @Test func `it ends with its iterator`() async throws {
        try await self.withPool { pool in
            for await event in try self.listener("news") {
                #expect(event == .resync)
                break
            }
            try await eventually { try await pool.int(self.sessions) == 0 }
        }
    }

    @Test func `it waits for a server that is not there, and ends when told to`() async throws {
        let nowhere = Listener(
            try PostgresConfiguration(connectionString: "host=127.0.0.1 port=1 dbname=none user=nobody"),
            channels: ["news"], logger: .silent)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in nowhere { return false }
                return true
            }
            group.cancelAll()
            #expect(await group.next() == true)
        }
    }
}
