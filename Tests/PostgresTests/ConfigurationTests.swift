@testable import Postgres
import Testing
import TestSupport

@Suite struct ConfigurationTests {
    @Test func `a connection gets what keeps it from hanging`() throws {
        let parameters = try PostgresConfiguration(connectionString: "postgres://db.example/holdfast").parameters
        #expect(parameters["host"] == "db.example" && parameters["dbname"] == "holdfast")
        #expect(parameters["connect_timeout"] == "5" && parameters["keepalives_idle"] == "10")
        #expect(parameters["tcp_user_timeout"] == "15000")
        #expect(parameters["fallback_application_name"] == "holdfast")
        #expect(
            parameters["options"]
                == "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000")
    }

    @Test func `the connection string always wins`() throws {
        let parameters = try PostgresConfiguration(
            connectionString: """
                host=a,b port=1,2 target_session_attrs=read-write connect_timeout=9 application_name=mine \
                options='-c statement_timeout=1min'
                """
        ).parameters
        #expect(parameters["host"] == "a,b" && parameters["target_session_attrs"] == "read-write")
        #expect(parameters["connect_timeout"] == "9" && parameters["application_name"] == "mine")
        #expect(parameters["options"]?.hasSuffix("-c statement_timeout=1min") == true)
    }

    @Test func `without limits no options are sent`() throws {
        let configuration = try PostgresConfiguration(
            connectionString: "host=a", timeouts: SessionTimeouts(statement: nil, lock: nil, idleInTransaction: nil))
        #expect(configuration.parameters["options"] == nil)
    }

    @Test func `a limit never rounds to none`() {
        let timeouts = SessionTimeouts(statement: .microseconds(10), lock: nil, idleInTransaction: nil)
        #expect(timeouts.options == "-c statement_timeout=1")
    }

    @Test(arguments: ["postgres://u:topsecret@[", "password=topsecret and more", "nonsense", "a\0b"])
    func `a connection string that cannot be read is not quoted`(_ text: String) {
        let error = #expect(throws: PostgresError.self) { _ = try PostgresConfiguration(connectionString: text) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.message.contains("topsecret") == false)
    }

    @Test func `a password is not printed`() throws {
        let configuration = try PostgresConfiguration(connectionString: "postgres://user:topsecret@host:5/base")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("topsecret") && text.contains("host=host port=5 dbname=base"))
        }
    }
}

@Suite(.emptyDatabase, .timeLimit(.minutes(1)))
struct SessionTests {
    /// The test server as the second of two hosts, of which the first is dead.
    private func twoHosts(_ more: String) throws -> PostgresConfiguration {
        let given = try PostgresConfiguration(connectionString: TestDatabase.current.dsn).given
        let host = given["host"] ?? "localhost"
        let pairs = [
            "host='127.0.0.1,\(host)'", "port='1,\(given["port"] ?? "5432")'", "dbname='\(given["dbname"] ?? "")'",
            "user='\(given["user"] ?? "")'", "password='\(given["password"] ?? "")'", more,
        ]
        return try PostgresConfiguration(connectionString: pairs.joined(separator: " "))
    }

    @Test func `a dead host is passed over`() async throws {
        let connection = try await Connection.open(self.twoHosts("target_session_attrs=read-write"))
        #expect(try await connection.query(Statement(sql: "select 1")).int(0, 0) == 1)
    }

    @Test func `a primary is refused where a standby is asked for`() async throws {
        let error = await #expect(throws: PostgresError.self) {
            _ = try await Connection.open(self.twoHosts("target_session_attrs=standby"))
        }
        #expect(error?.code == .connectionFailed)
    }

    @Test func `the session has its limits and its name`() async throws {
        let configuration = try PostgresConfiguration(
            connectionString: TestDatabase.current.dsn, applicationName: "holdfast: worker",
            timeouts: SessionTimeouts(
                statement: .milliseconds(1_500), lock: .seconds(1), idleInTransaction: .seconds(3)))
        let connection = try await Connection.open(configuration)
        let rows = try await connection.query(
            Statement(
                sql: """
                    select current_setting('statement_timeout'), current_setting('lock_timeout'),
                        current_setting('idle_in_transaction_session_timeout'), current_setting('application_name'),
                        current_setting('client_encoding')
                    """))
        #expect((0..<5).map { rows.string(0, $0) } == ["1500ms", "1s", "3s", "holdfast: worker", "UTF8"])
    }

    @Test func `a statement that takes too long is the server's error, and the connection stays`() async throws {
        let configuration = try PostgresConfiguration(
            connectionString: TestDatabase.current.dsn, timeouts: SessionTimeouts(statement: .milliseconds(20)))
        try await Pool.with(configuration, limits: PoolConfiguration(size: 1), logger: .silent) { pool in
            let before = try await pool.processID()
            let error = await #expect(throws: PostgresError.self) {
                try await pool.query(Statement(sql: "select pg_sleep(30)"))
            }
            #expect(error?.code == .server && error?.sqlState == "57014" && error?.isRetryable == true)
            #expect(try await pool.processID() == before)
        }
    }
}
