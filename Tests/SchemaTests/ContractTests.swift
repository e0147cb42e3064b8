import Foundation
import Testing
import TestSupport

/// The contract of the schema, in the words of psql: files under `Tests/sql` that anybody can run.
@Suite(.database)
struct ContractTests {
    @Test(arguments: ["transitions", "comments", "rights", "plpgsql", "plans"])
    func `a contract holds`(name: String) async throws {
        let file = Repository.root.appending(path: "Tests/sql/\(name).sql").path
        let outcome = try await Program.run(
            "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-f", file, TestDatabase.current.dsn)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}

@Suite struct VersionTests {
    @Test(.timeLimit(.minutes(5)), arguments: ["16", "18"])
    func `psql alone applies the schema to an empty server, and it holds there`(version: String) async throws {
        let outcome = try await Program.run(Repository.root.appending(path: "Tests/sql/versions.sh").path, version)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix(version + "."))
    }
}
