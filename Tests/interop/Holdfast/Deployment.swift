import AdCP
import AgentClient
import Database
import struct Database.AgentCapabilities
import Foundation
import Gateway
import Hummingbird
import Logging
import Orchestrator
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

/// One whole instance of Holdfast on the test's database: loops, client, HTTP. It knows one seller.
struct Deployment: Sendable {
    static let agent = "seller"
    private static let webhookKey = Array("a key that is good for tests only".utf8)

    let line: Line
    let tenant: UUID
    let database: Database
    private let waiter: OperationWaiter

    /// Runs an instance for the length of a closure.
    ///
    /// - Parameter webhooks: how the seller's calls back must prove themselves; nil when it is not asked to call back.
    static func run(
        with line: Line, webhooks: WebhookRoute.Mode? = nil, _ body: @Sendable (Deployment) async throws -> Void
    ) async throws {
        let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: true))
        do {
            try await Self.run(with: line, webhooks: webhooks, outbound: outbound, body)
        } catch {
            await outbound.shutdown()
            throw error
        }
        await outbound.shutdown()
    }

    private static func run(
        with line: Line, webhooks: WebhookRoute.Mode?, outbound: OutboundClient,
        _ body: @Sendable (Deployment) async throws -> Void
    ) async throws {
        let process = try line.process
        let configuration = try PostgresConfiguration(
            connectionString: TestDatabase.current.applicationDSN, applicationName: "holdfast interop")
        let pool = Pool(configuration, logger: .silent)
        let database = Database(pool: pool)
        let signals = ChangeSignals()
        let waiter = OperationWaiter(database: database, signals: signals)
        let instance = Instance(version: "interop")
        // Signatures cover the address that senders know us by.
        let port = Int(try FreePort.find())
        let publicURL = "http://127.0.0.1:\(port)"
        let (starts, start) = AsyncStream.makeStream(of: Void.self)
        let gateway = Gateway(
            GatewayConfiguration(
                port: port, publicURL: publicURL, webhookKeys: WebhookKeys([Self.webhookKey]),
                signingKeyFetcher: PublishedKeys(outbound: outbound)),
            database: database, signals: signals, waiter: waiter, logger: .silent
        ) { _ in
            start.yield()
        }
        let dispatcher = Dispatcher(
            instance: instance, database: database, caller: TransportClient(outbound: outbound, logger: .silent),
            secrets: SecretSource(environment: ["SELLER_TOKEN": process.token]), webhookKey: Self.webhookKey,
            signals: signals, logger: .silent)
        let services: [any Service] = [
            pool, Notifier(listening: configuration, database: database, signals: signals, logger: .silent),
            Maintenance(instance: instance, database: database, logger: .silent),
            WebhookIntake(database: database, signals: signals, logger: .silent), dispatcher, gateway.application,
            gateway.drain,
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }, logger: .silent)
        )

        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { start.finish() }
                try await group.run()
            }
            try #require(await starts.first { _ in true })
            let tenant = try await database.putTenant("tests")
            _ = try await database.putAgent(
                AgentDescription(
                    name: Self.agent, url: line.url, transport: line.transport.rawValue,
                    credential: "env:SELLER_TOKEN", webhookMode: webhooks,
                    publicURL: publicURL),
                tenant: tenant)
            if webhooks == .rfc9421 {
                try await database.putSigningKeys(
                    ofAgent: Self.agent, jwks: nil, uri: process.keysURL, tenant: tenant)
            }
            try await body(Deployment(line: line, tenant: tenant, database: database, waiter: waiter))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Places the buy that behaves so.
    func buy(_ behaviour: Behaviour) async throws -> OperationID {
        let request = MediaBuy.request(product: behaviour.product(of: self.line.seller))
        let submitted = try await self.database.submit(
            Submission(
                tenant: self.tenant, agent: Self.agent, task: "create_media_buy", request: JSON.object(request).text))
        return OperationID(tenant: self.tenant, id: submitted.operation)
    }

    /// Lets Holdfast believe that the seller serves AdCP 3.0 alone, as it may have done before it was updated.
    func believeOldRelease() async throws {
        let agent = try await self.database.putAgent(
            AgentDescription(
                name: Self.agent, url: self.line.url, transport: self.line.transport.rawValue,
                credential: "env:SELLER_TOKEN"),
            tenant: self.tenant)
        try await self.database.recordCapabilities(
            AgentCapabilities(
                version: "3.0", supportedVersions: ["3.0"], idempotencySupported: true, replaySeconds: 86_400,
                pollTool: "get_task_status", listTool: nil, document: "{}"),
            of: agent, tenant: self.tenant)
    }

    /// AdCP release that requests to the seller are pinned to.
    var pinnedVersion: String? {
        get async throws {
            try JSON(parsing: await self.database.agent(named: Self.agent, tenant: self.tenant))["adcp_version"]?.string
        }
    }

    /// Waits until nobody waits any more for an operation, and reads it.
    func outcome(of operation: OperationID) async throws -> OperationDocument {
        _ = try await self.waiter.wait(for: .closed, of: operation, atMost: .seconds(120))
        return try await self.document(of: operation)
    }

    func document(of operation: OperationID) async throws -> OperationDocument {
        OperationDocument(try JSON(parsing: await self.database.operation(operation)))
    }
}
