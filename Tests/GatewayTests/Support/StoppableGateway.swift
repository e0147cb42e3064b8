import AdCP
import AsyncHTTPClient
import Database
import Foundation
import Gateway
import Logging
import NIOCore
import NIOHTTP1
@testable import Orchestrator
import ServiceLifecycle
import TestSupport

/// A gateway in a service group of its own, as the program runs it, that a test can stop.
struct StoppableGateway: Sendable {
    struct Answer: Sendable {
        let status: HTTPResponseStatus
        let json: JSON
    }

    let port: Int
    let key: APIKey
    let tenant: UUID
    let database: Database
    let signals: ChangeSignals
    private let group: ServiceGroup

    static func with(
        notice: Duration = .zero, _ test: @escaping @Sendable (StoppableGateway) async throws -> Void
    ) async throws {
        try await TestDatabase.current.withPool { pool in
            let database = Database(pool: pool)
            let signals = ChangeSignals()
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            let gateway = Gateway(
                GatewayConfiguration(port: 0, webhookKeys: WebhookKeys([TestGateway.webhookKey])), database: database,
                signals: signals, waiter: OperationWaiter(database: database, signals: signals),
                drain: Drain(notice: notice), logger: .silent
            ) { channel in
                port.yield(channel.localAddress?.port ?? 0)
            }
            let tenant = try await database.putTenant("buyer")
            let key = APIKey.make(tenant: tenant)
            try await database.putAPIKey(tenant: tenant, name: "tests", hash: key.hash)
            try await database.putAgent(
                AgentDescription(name: "seller", url: "https://seller.example/mcp"), tenant: tenant)
            try await withServices([gateway.application, gateway.drain]) { group in
                let listening = await ports.first { _ in true } ?? 0
                try await test(
                    StoppableGateway(
                        port: listening, key: key, tenant: tenant, database: database, signals: signals, group: group))
            }
        }
    }

    func stop() async {
        await self.group.triggerGracefulShutdown()
    }

    func submit() async throws -> OperationID {
        let submitted = try await self.database.submit(
            Submission(tenant: self.tenant, agent: "seller", task: "create_media_buy", request: "{}"))
        return OperationID(tenant: self.tenant, id: submitted.operation)
    }

    func untilSomebodyWaits(for operation: OperationID) async throws {
        while !self.signals.watchedOperations.contains(operation) {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    func request(_ path: String, headers: [(String, String)] = []) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(self.port)\(path)")
        request.headers.add(name: "Authorization", value: "Bearer \(self.key.text)")
        request.headers.add(contentsOf: headers)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(50))
        let body = try await response.body.collect(upTo: 1 << 20)
        return Answer(status: response.status, json: (try? JSON(parsing: body.readableBytesView)) ?? .null)
    }
}
