import AdCP
import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

@testable import SandboxAgents

/// A sandbox seller that serves while a test runs, with the operator's view of it.
struct RunningSeller: Sendable {
    let url: String
    let client: HTTPClient

    /// Starts a seller on a free port, and stops it when the body is through.
    @discardableResult
    static func run<Result: Sendable>(
        _ configuration: SellerConfiguration, _ body: @Sendable (RunningSeller) async throws -> Result
    ) async throws -> Result {
        var configuration = configuration
        configuration.port = 0
        let (urls, source) = AsyncStream<String>.makeStream()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = SellerServer(configuration: configuration, logger: logger) { source.yield($0) }
        let services = ServiceGroup(configuration: .init(services: [server], logger: logger))
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { source.finish() }
                try await services.run()
            }
            do {
                guard let url = await urls.first(where: { _ in true }) else {
                    try await tasks.waitForAll()
                    throw TestFailure("the seller ended before it listened")
                }
                let result = try await body(RunningSeller(url: url, client: client))
                try await client.shutdown()
                await services.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return result
            } catch {
                try? await client.shutdown()
                await services.triggerGracefulShutdown()
                throw error
            }
        }
    }

    /// With a record of its own and nothing unusual, unless the closure says so.
    @discardableResult
    static func run<Result: Sendable>(
        configured: (inout SellerConfiguration) -> Void = { _ in },
        _ body: @Sendable (RunningSeller) async throws -> Result
    ) async throws -> Result {
        try await TemporaryRecord.use { path in
            var configuration = SellerConfiguration(record: path)
            configured(&configuration)
            return try await Self.run(configuration, body)
        }
    }

    var root: String { String(self.url.dropLast("/mcp".count)) }

    /// Entries of the record after the given number.
    func entries(after number: Int = 0, wait: Int = 0) async throws -> [JSON] {
        let (status, body) = try await self.operate("GET", "/sandbox/record?after=\(number)&wait=\(wait)")
        guard status == 200 else { throw TestFailure("record: \(status)") }
        return try body.split(separator: "\n").map { try JSON(parsing: String($0)) }
    }

    func entries(_ event: Event) async throws -> [JSON] {
        try await self.entries().filter { $0["event"]?.string == event.rawValue }
    }

    /// Waits until the record has so many entries that satisfy the condition, and gives them.
    func waitFor(_ event: Event, count: Int = 1, where condition: (JSON) -> Bool = { _ in true }) async throws -> [JSON]
    {
        while true {
            let entries = try await self.entries()
            let found = entries.filter { $0["event"]?.string == event.rawValue && condition($0) }
            if found.count >= count { return found }
            _ = try await self.entries(after: entries.count, wait: 60)
        }
    }

    func state() async throws -> JSON {
        try await JSON(parsing: self.operate("GET", "/sandbox/state").body)
    }

    @discardableResult
    func decide(_ task: String, _ status: String) async throws -> Int {
        try await self.operate("POST", "/sandbox/tasks/\(task)", ["status": .string(status)]).status
    }

    @discardableResult
    func set(_ settings: JSON) async throws -> Int {
        try await self.operate("POST", "/sandbox/settings", settings).status
    }

    func operate(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> (status: Int, body: String) {
        var request = HTTPClientRequest(url: self.root + path)
        request.method = .RAW(value: method)
        request.body = body.map { .bytes(ByteBuffer(string: $0.text)) }
        let response = try await self.client.execute(request, timeout: .seconds(70))
        let text = try await String(buffer: response.body.collect(upTo: 64 << 20))
        return (Int(response.status.code), text)
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
