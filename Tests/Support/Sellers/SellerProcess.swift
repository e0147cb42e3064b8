import Foundation

/// A seller that runs as a program of its own, with its record.
public struct SellerProcess: Sendable {
    public let process: ChildProcess
    public let record: SellerRecord
    /// Where it serves MCP.
    public let url: String
    /// The bearer token that it knows.
    public let token: String

    public init(process: ChildProcess, record: SellerRecord, token: String) async throws {
        self.process = process
        self.record = record
        self.token = token
        self.url = try await process.listeningURL()
    }

    /// Starts our own sandbox.
    ///
    /// - Parameter options: see `sandbox-agents seller --help`.
    public static func sandbox(_ options: String...) async throws -> SellerProcess {
        try await self.sandbox(options)
    }

    public static func sandbox(_ options: [String]) async throws -> SellerProcess {
        let record = SellerRecord()
        let token = "token-of-the-only-buyer"
        let arguments = ["seller", "--port", "0", "--json", "--record", record.file.path, "--token", token] + options
        return try await SellerProcess(
            process: ChildProcess(BuiltProgram.sandboxAgents.url, arguments), record: record, token: token)
    }

    /// Starts our own governance agent.
    ///
    /// - Parameter options: see `sandbox-agents governance --help`.
    public static func governance(_ options: String...) async throws -> SellerProcess {
        let record = SellerRecord()
        let token = "token-of-the-only-buyer"
        let arguments =
            ["governance", "--port", "0", "--json", "--record", record.file.path, "--token", token] + options
        return try await SellerProcess(
            process: ChildProcess(BuiltProgram.sandboxAgents.url, arguments), record: record, token: token)
    }

    /// Where it publishes the keys that it signs webhooks with.
    public var keysURL: String { self.url.replacing(/\/mcp$/, with: "/.well-known/jwks.json") }

    public func stop() async {
        await self.process.terminate()
        self.record.remove()
    }
}
