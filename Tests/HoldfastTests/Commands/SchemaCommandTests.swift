import AdCP
import TestSupport
import Testing

/// `holdfast db …`, and what the others say of a database that is not ready.
@Suite(.timeLimit(.minutes(5))) struct SchemaCommandTests {
    @Test(.emptyDatabase) func `an empty database is planned, migrated and then current`() async throws {
        let prompt = CommandPrompt(database: try TestDatabase.current.dsn)
        let before = try await prompt.run("db", "status", "--json")
        #expect(before.status == 1)
        #expect(before.json["current"] == false)

        let plan = try await prompt.run("db", "plan")
        #expect(plan.status == 0)
        #expect(plan.output.contains("create table adcp.operations"))
        #expect(try await prompt.run("db", "status").status == 1, "a plan changes nothing")

        let migrated = try await prompt.run("db", "migrate", "--json")
        #expect(migrated.status == 0)
        #expect(migrated.json["applied"]?.array?.contains("0001_foundation") == true)
        let again = try await prompt.run("db", "migrate")
        #expect(again.status == 0)
        #expect(again.output == "nothing to do")

        let after = try await prompt.run("db", "status", "--json")
        #expect(after.status == 0)
        #expect(after.json["current"] == true)
        #expect(after.json["migrations"]?.array?.allSatisfy { $0["state"] == "applied" } == true)
    }

    @Test(.emptyDatabase, arguments: ["serve", "work"])
    func `an instance does not start on a schema that is too old, and says what to run`(command: String) async throws {
        let run = try await CommandPrompt(database: TestDatabase.current.dsn).run(command)
        #expect(run.status == 1)
        #expect(run.errors.contains("0004_operations"))
        #expect(run.errors.contains("holdfast db migrate"))
    }

    @Test func `a database that is not there is told apart from a refusal`() async throws {
        let prompt = CommandPrompt(database: "postgresql://127.0.0.1:1/nothing?connect_timeout=1")
        let run = try await prompt.run("operation", "list")
        #expect(run.status == 75)
        #expect(!run.errors.isEmpty)
    }

    @Test func `a missing setting is named`() async throws {
        let run = try await CommandPrompt(database: "").run("operation", "list")
        #expect(run.status == 1)
        #expect(run.errors.contains("DATABASE_URL"))
    }
}
