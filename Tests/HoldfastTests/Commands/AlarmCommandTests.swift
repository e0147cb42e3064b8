import AdCP
import Postgres
import TestSupport
import Testing

/// `holdfast alarm …`.
@Suite(.database, .timeLimit(.minutes(5))) struct AlarmCommandTests {
    private func prompt() async throws -> CommandPrompt {
        let prompt = CommandPrompt(database: try TestDatabase.current.applicationDSN)
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run("agent", "add", "seller", "https://seller.example/mcp")
        try await TestDatabase.current.withPool(isApplication: false) { owner in
            _ = try await owner.query(
                Statement(
                    sql: """
                        select adcp.raise_alarm(a.tenant_id, a.id, 'jwks_uri_changed', 'keys.example', '{"found": "https://keys.example/set"}')
                        from adcp.agents a
                        """))
        }
        return prompt
    }

    @Test func `alarms are listed and acknowledged`() async throws {
        let prompt = try await self.prompt()
        let listed = try await prompt.run("alarm", "list", "--json")
        let alarm = try #require(listed.json["alarms"]?.array?.first)
        #expect(alarm["kind"] == "jwks_uri_changed")
        #expect(alarm["subject"] == "keys.example")
        let table = try await prompt.run("alarm", "list", "--agent", "seller", "--kind", "jwks_uri_changed")
        #expect(table.output.contains("https://keys.example/set"))

        let id = try #require(alarm["id"]?.string)
        let acknowledged = try await prompt.run("alarm", "acknowledge", id, "--json")
        #expect(acknowledged.status == 0, "\(acknowledged.errors)")
        #expect(acknowledged.json == ["id": .string(id), "acknowledged": true])
        #expect(try await prompt.run("alarm", "list", "--json").json["alarms"]?.array == [])
        #expect(try await prompt.run("alarm", "list", "--all", "--json").json["alarms"]?.array?.count == 1)
    }

    @Test func `another tenant's alarms are nobody else's`() async throws {
        let prompt = try await self.prompt()
        let id = try #require(
            try await prompt.run("alarm", "list", "--json").json["alarms"]?.array?.first?["id"]?.string)
        _ = try await prompt.run("tenant", "add", "rival")
        #expect(
            try await prompt.run("alarm", "list", "--all", "--json", "--tenant", "rival").json["alarms"]?.array == [])
        let refused = try await prompt.run("alarm", "acknowledge", id, "--tenant", "rival")
        #expect(refused.status == 1)
        #expect(refused.errors.contains(id))
    }

    @Test(arguments: [
        (["alarm", "list", "--agent", "nobody"], Int32(1), "nobody"),
        (["alarm", "list", "--limit", "0"], 1, "limit"),
        (["alarm", "acknowledge", "one"], 64, "one"),
        (["alarm", "acknowledge", "00000000-0000-4000-8000-000000000000"], 1, "00000000-0000-4000-8000-000000000000"),
    ])
    func `what cannot be is refused by name`(arguments: [String], status: Int32, word: String) async throws {
        let prompt = try await self.prompt()
        let run = try await CommandRun(arguments, environment: prompt.environment)
        #expect(run.status == status)
        #expect(run.errors.contains(word), "\(run.errors)")
    }
}
