import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Orchestrator
import Postgres
import TestSupport

/// A gateway on the test's own database, with one tenant, its key, and one agent named `seller`.
struct TestGateway: Sendable {
    let client: any TestClientProtocol
    let database: Database
    let pool: Pool
    let signals: ChangeSignals
    let tenant: UUID
    let key: APIKey
    let configuration: GatewayConfiguration

    static let publicURL = "https://buyer.example/holdfast"
    static let webhookKey = [UInt8](repeating: 7, count: 31) + [1]

    /// Runs a test against a gateway.
    ///
    /// - Parameter setup: `.router` for the routes alone, `.ahc()` for a server on a real socket.
    static func with(
        _ setup: TestingSetup = .router, logger: Logger = .silent,
        configure: (inout GatewayConfiguration) -> Void = { _ in },
        _ test: @escaping @Sendable (TestGateway) async throws -> Void
    ) async throws {
        var configuration = GatewayConfiguration(
            port: 0, publicURL: Self.publicURL, webhookKeys: WebhookKeys([Self.webhookKey]))
        // Tests change what is known of a sender and look at once; `SenderMemoryTests` are those of remembering it.
        configuration.limits.senderLifetime = .zero
        configure(&configuration)
        let settled = configuration
        try await TestDatabase.current.withPool { pool in
            let database = Database(pool: pool)
            let tenant = try await database.putTenant("buyer")
            let key = APIKey.make(tenant: tenant)
            try await database.putAPIKey(tenant: tenant, name: "tests", hash: key.hash)
            try await database.putAgent(
                AgentDescription(name: "seller", url: "https://seller.example/mcp"), tenant: tenant)
            try await Self.run(settled, setup, logger, pool, tenant, key, test)
        }
    }

    private static func run<Value: Sendable>(
        _ configuration: GatewayConfiguration, _ setup: TestingSetup, _ logger: Logger, _ pool: Pool, _ tenant: UUID,
        _ key: APIKey, _ test: @escaping @Sendable (TestGateway) async throws -> Value
    ) async throws -> Value {
        let database = Database(pool: pool)
        let signals = ChangeSignals()
        let gateway = Gateway(
            configuration, database: database, signals: signals,
            waiter: OperationWaiter(database: database, signals: signals), logger: logger)
        return try await gateway.application.test(setup) { client in
            try await test(
                TestGateway(
                    client: client, database: database, pool: pool, signals: signals, tenant: tenant, key: key,
                    configuration: configuration))
        }
    }

    /// Another instance on the same database, for the same tenant.
    func asAnotherInstance<Value: Sendable>(
        _ test: @escaping @Sendable (TestGateway) async throws -> Value
    ) async throws -> Value {
        try await TestDatabase.current.withPool { pool in
            try await Self.run(self.configuration, .router, .silent, pool, self.tenant, self.key, test)
        }
    }

    /// The same gateway seen by another tenant, with a key of its own.
    func asAnotherTenant() async throws -> TestGateway {
        let tenant = try await self.database.putTenant("rival")
        let key = APIKey.make(tenant: tenant)
        try await self.database.putAPIKey(tenant: tenant, name: "tests", hash: key.hash)
        return TestGateway(
            client: self.client, database: self.database, pool: self.pool, signals: self.signals, tenant: tenant,
            key: key, configuration: self.configuration)
    }
}

extension TestGateway {
    /// Sends a request; with the tenant's key unless told otherwise.
    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String? = nil,
        isAuthorized: Bool = true
    ) async throws -> TestResponse {
        var headers = headers
        if isAuthorized, headers[.authorization] == nil {
            headers[.authorization] = "Bearer \(self.key.text)"
        }
        if body != nil, headers[.contentType] == nil {
            headers[.contentType] = "application/json"
        }
        return try await self.client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { $0 }
    }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await self.send(.get, path, headers: headers)
    }

    /// Submits a media buy and returns the operation.
    func submit(headers: HTTPFields = [:], agent: String = "seller") async throws -> OperationID {
        let response = try await self.send(
            .post, "/v1/operations", headers: headers, body: Self.submission(agent: agent))
        guard let id = response.json["id"]?.string.flatMap(UUID.init(uuidString:)) else {
            throw UnexpectedAnswer(response: response)
        }
        return OperationID(tenant: self.tenant, id: id)
    }

    static func submission(agent: String = "seller", request: String = #"{"packages":[]}"#) -> String {
        #"{"agent":"\#(agent)","task_type":"create_media_buy","request":\#(request)}"#
    }

    /// The seller tells the outcome by a channel of its own, on another connection than the gateway's requests.
    func settle(_ operation: OperationID, as outcome: String = "completed") async throws {
        try await self.observe(operation, outcome)
    }

    func observe(_ operation: OperationID, _ outcome: String) async throws {
        var observed = Observed(operation: operation, channel: .reconcile, leaseToken: nil, outcome: outcome)
        observed.taskID = "task-\(operation.id)"
        observed.recordHash = outcome == "completed" ? [UInt8](repeating: 1, count: 32) : nil
        observed.value = #"{"media_buy_id":"mb-1"}"#
        _ = try await self.database.observe(instance: nil, [observed])
        self.signals.announce([operation])
    }
}

struct UnexpectedAnswer: Error, CustomStringConvertible {
    let response: TestResponse

    var description: String { "\(self.response.status): \(String(buffer: self.response.body))" }
}

extension TestResponse {
    /// The body as JSON; null where it is none.
    var json: JSON { (try? JSON(parsing: self.body.readableBytesView)) ?? .null }
    var text: String { String(buffer: self.body) }
    /// The `code` of a problem document; nil where the answer is none.
    var problemCode: String? {
        self.headers[.contentType] == "application/problem+json" ? self.json["code"]?.string : nil
    }
}

extension OperationID {
    var path: String { "/v1/operations/\(self.id.uuidString.lowercased())" }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let prefer = HTTPField.Name("Prefer")!
    static let preferenceApplied = HTTPField.Name("Preference-Applied")!
    static let requestID = HTTPField.Name("X-Request-ID")!
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
