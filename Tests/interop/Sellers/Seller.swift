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

    /// How often each webhook is delivered: the package's sender sends all of them again.
    var deliveries: Int { self == .package ? 2 : 1 }

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
            return try await PackageEnvironment.start(
                "seller.py", "--versions", Self.versions.joined(separator: ","), "--session-seconds", "8")
        }
    }
}
