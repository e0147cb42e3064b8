import Foundation
import TestSupport

/// The Python environment that has the PyPI package `adcp`, which is made where it is missing.
enum PackageEnvironment {
    /// Our own Python programs.
    static let peers = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../peers")
        .standardizedFileURL

    /// The environment's interpreter.
    static func python() async throws -> URL {
        let environment = self.peers.appending(path: "../../../.local/peers").standardizedFileURL
        let path = try await self.lastLine(
            of: URL(filePath: "/bin/sh"), [self.peers.appending(path: "venv.sh").path, environment.path])
        return URL(filePath: path)
    }

    /// Starts a peer of ours that is made of the package.
    static func start(_ program: String, _ options: String...) async throws -> SellerProcess {
        let record = SellerRecord()
        let token = "token-of-the-only-buyer"
        let process = try ChildProcess(
            try await self.python(),
            [self.peers.appending(path: program).path, "--record", record.file.path, "--token", token] + options)
        return try await SellerProcess(process: process, record: record, token: token)
    }

    /// AdCP's own test vectors, as the package brings them along.
    static func testVectors() async throws -> URL {
        try await self.package.value.appending(path: "_compliance/3.2.4/test-vectors")
    }

    /// Where the package is: found once, and not imported, which takes seconds.
    private static let package = Task {
        let program = "import importlib.util as u; print(u.find_spec('adcp').submodule_search_locations[0])"
        return URL(filePath: try await lastLine(of: python(), ["-c", program]))
    }

    /// What a program says last, in a run that succeeds.
    static func lastLine(of program: URL, _ arguments: [String]) async throws -> String {
        let process = try ChildProcess(program, arguments)
        let lines = await process.lines.reduce(into: []) { $0.append($1) }
        guard await process.waitForExit() == 0, let line = lines.last else {
            throw NoEnvironment(description: "\(program.lastPathComponent) failed: \(process.errorText.suffix(2_000))")
        }
        return line
    }

    private struct NoEnvironment: Error, CustomStringConvertible {
        let description: String
    }
}
