import AdCP
import Database
import Foundation
import Testing
import TestSupport

@testable import Database

/// What is written down twice says the same.
@Suite(.database)
struct DocumentTests {
    @Test func `docs states is what the database says`() async throws {
        let file = Repository.root.appending(path: "sql/ops/states_document.sql").path
        let outcome = try await Program.run("psql", "-XAt", "-f", file, TestDatabase.current.dsn)
        #expect(outcome.output + "\n" == (try Repository.text("docs/states.md")), "run make generate")
    }

    @Test func `the embedded schema is the files`() async throws {
        let outcome = try await Program.run(Repository.root.appending(path: "sql/embed.sh").path)
        #expect(
            outcome.output + "\n" == (try Repository.text("Sources/Database/Migrations/EmbeddedFiles.swift")),
            "run make generate")
    }

    @Test func `the states that Swift knows are those of the database`() async throws {
        let outcome = try await Program.run(
            "psql", "-XAt", "-c", "select state from adcp.states order by state", TestDatabase.current.dsn)
        #expect(outcome.output == OperationState.allCases.map(\.rawValue).sorted().joined(separator: "\n"))
    }
}
