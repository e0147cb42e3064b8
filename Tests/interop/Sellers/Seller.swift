import Foundation
import TestSupport
import Testing

/// The sellers that every test is run against.
enum Seller: Sendable, CaseIterable, CustomTestStringConvertible {
    /// Made of the PyPI package `adcp`: what it says on the wire is not of our making.
    case package
    /// Our own.
    case sandbox

    var testDescription: String {
        switch self {
        case .package: "the PyPI package adcp"
        case .sandbox: "the sandbox"
        }
    }

    /// Both forget MCP sessions soon: the sandbox after some calls, the package after a rest that no call may take, for it counts a
    /// session in use as idle, too.
    static let sessionRest = Duration.seconds(9)

    /// AdCP releases that either seller serves. Both refuse others.
    static let versions = ["3.1", "3.2"]

    func start() async throws -> SellerProcess {
        switch self {
        case .sandbox:
            return try await .sandbox(
                "--versions", Self.versions.joined(separator: ","), "--response", "mixed", "--session-calls", "7")
        case .package:
            let record = SellerRecord()
            let token = "token-of-the-only-buyer"
            let python = try await Self.python()
            let process = try ChildProcess(
                python,
                [
                    Self.directory.appending(path: "seller.py").path, "--record", record.file.path, "--token", token,
                    "--versions", Self.versions.joined(separator: ","), "--session-seconds", "8",
                ])
            return try await SellerProcess(process: process, record: record, token: token)
        }
    }

    /// The interpreter of an environment that has the package, which is made where it is missing.
    private static func python() async throws -> URL {
        let environment = self.directory.appending(path: "../../../.local/peers").standardizedFileURL
        let script = try ChildProcess(
            URL(filePath: "/bin/sh"), [self.directory.appending(path: "venv.sh").path, environment.path])
        let lines = await script.lines.reduce(into: []) { $0.append($1) }
        guard await script.waitForExit() == 0, let interpreter = lines.last else {
            throw NoEnvironment(description: "venv.sh failed: \(script.errorText.suffix(2_000))")
        }
        return URL(filePath: interpreter)
    }

    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../peers")
        .standardizedFileURL

    private struct NoEnvironment: Error, CustomStringConvertible {
        let description: String
    }
}
