import TestSupport
import Testing

/// A short run of what `make fuzz` runs for longer.
@Suite(.timeLimit(.minutes(5))) struct FuzzTests {
    private static func run(_ arguments: String...) async throws -> (lines: [String], status: Int32) {
        let process = try ChildProcess(BuiltProgram.fuzz.url, arguments)
        let lines = await process.lines.reduce(into: []) { $0.append($1) }
        return (lines, await process.waitForExit())
    }

    @Test func `nothing is found in the first rounds`() async throws {
        let run = try await Self.run("--seed", "1", "--rounds", "3000")
        #expect(run.lines == ["3000 rounds, seed 1: nothing found"])
        #expect(run.status == 0)
    }

    @Test func `a round is the same each time, and says how to run it again`() async throws {
        let first = try await Self.run("--seed", "7", "--first", "12", "--show")
        let again = try await Self.run("--seed", "7", "--first", "12", "--show")
        let other = try await Self.run("--seed", "9", "--first", "12", "--show")
        #expect(first.lines == again.lines)
        #expect(first.lines.count == 3)
        #expect(first.lines.last == "again: make fuzz SEED=7 ROUND=12")
        #expect(other.lines[1] != first.lines[1])
        #expect(try await Self.run("--seed", "7", "--first", "12", "--rounds", "1").status == 0)
    }
}
