import AdCP
import AgentClient
import Database
import Foundation
import Gateway
import Hummingbird
import Logging
import Orchestrator
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

/// One whole instance of Holdfast on the test's database: loops, client, HTTP.
struct WholeInstance: Sendable {
    private static let webhookKey = Array("a key that is good for tests only".utf8)

    let tenant: UUID
    let database: Database
    let waiter: OperationWaiter
    /// Where agents reach it.
    let publicURL: String

    /// Runs an instance for the length of a closure.
    ///
    /// - Parameters:
    ///   - environment: the secrets that agents' credentials name.
    ///   - signer: signs what agents want signed.
    static func run(
        environment: [String: String], signer: RequestSigner? = nil,
        _ body: @Sendable (WholeInstance) async throws -> Void
    ) async throws {
        let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: true))
        do {
            try await Self.run(environment: environment, signer: signer, outbound: outbound, body)
        } catch {
            await outbound.shutdown()
            throw error
        }
        await outbound.shutdown()
    }

    private static func run(
        environment: [String: String], signer: RequestSigner?, outbound: OutboundClient,
        _ body: @Sendable (WholeInstance) async throws -> Void
    ) async throws {
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
                signingKeyFetcher: PublishedKeys(outbound: outbound),
                identity: signer.map {
                    BuyerIdentity(agentURL: publicURL, publicURL: publicURL, keys: [$0.publicKey])
                }),
            database: database, signals: signals, waiter: waiter, logger: .silent
        ) { _ in
            start.yield()
        }
        var calling = ClientConfiguration()
        calling.requestSigner = signer
        let dispatcher = Dispatcher(
            instance: instance, database: database,
            caller: TransportClient(outbound: outbound, configuration: calling, logger: .silent),
            secrets: SecretSource(environment: environment), webhookKey: Self.webhookKey,
            signals: signals, logger: .silent)
        let services: [any Service] = [
            pool, Notifier(listening: configuration, database: database, signals: signals, logger: .silent),
            Maintenance(instance: instance, database: database, logger: .silent),
            WebhookIntake(database: database, signals: signals, logger: .silent), dispatcher, gateway.application,
            gateway.drain,
        ]
        try await withServices(services, onEnd: { start.finish() }) { _ in
            try #require(await starts.first { _ in true })
            try await body(
                WholeInstance(
                    tenant: try await database.putTenant("tests"), database: database, waiter: waiter,
                    publicURL: publicURL))
        }
    }
}
