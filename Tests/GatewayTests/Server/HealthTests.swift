import AdCP
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import Orchestrator
import Postgres
import ServiceLifecycle
import TestSupport
import Testing
import Database

struct HealthTests {
    @Test(.database) func `a gateway with its database and schema is ready`() async throws {
        try await TestGateway.with { gateway in
            let live = try await gateway.get("/livez")
            #expect(live.json == ["status": "ok"])
            let ready = try await gateway.get("/readyz")
            #expect(ready.status == .ok)
            #expect(ready.json["checks"] == ["database": "ok", "schema": "ok", "draining": "ok"])
        }
    }

    @Test(.emptyDatabase) func `a schema that is too old is said to be`() async throws {
        try await TestDatabase.current.withPool(isApplication: false) { pool in
            let gateway = Self.gateway(pool)
            try await gateway.application.test(.router) { client in
                let ready = try await client.execute(uri: "/readyz", method: .get) { $0 }
                #expect(ready.status == .serviceUnavailable)
                #expect(ready.json["checks"]?["database"] == "ok")
                #expect(ready.json["checks"]?["schema"]?.string?.contains("holdfast db migrate") == true)
                let live = try await client.execute(uri: "/livez", method: .get) { $0 }
                #expect(live.status == .ok)
            }
        }
    }

    @Test(.database) func `without its database a gateway lives and is not ready`() async throws {
        try await Self.withoutDatabase { client in
            let live = try await client.execute(uri: "/livez", method: .get) { $0 }
            #expect(live.status == .ok)
            let ready = try await client.execute(uri: "/readyz", method: .get) { $0 }
            #expect(ready.status == .serviceUnavailable)
            #expect(ready.json["checks"]?["database"] == "does not answer")
        }
    }

    @Test(.database) func `without its database a gateway asks everybody to come back`() async throws {
        let key = APIKey.make(tenant: .init())
        try await Self.withoutDatabase { client in
            let api = try await client.execute(
                uri: "/v1/operations", method: .get, headers: [.authorization: "Bearer \(key.text)"]
            ) { $0 }
            let webhook = try await client.execute(
                uri: "/webhooks/\(key.tenant)/\(key.tenant)", method: .post, headers: [.contentType: "application/json"]
            ) { $0 }
            for response in [api, webhook] {
                #expect(response.status == .serviceUnavailable)
                #expect(response.problemCode == "unavailable")
                #expect(response.headers[.retryAfter] == "2")
                #expect(response.json["detail"]?.string == nil)
            }
        }
    }

    private static func gateway(_ pool: Pool, drain: Drain = Drain()) -> Gateway {
        let database = Database(pool: pool)
        let signals = ChangeSignals()
        return Gateway(
            GatewayConfiguration(port: 0, webhookKeys: WebhookKeys([TestGateway.webhookKey])), database: database,
            signals: signals, waiter: OperationWaiter(database: database, signals: signals), drain: drain,
            logger: .silent)
    }

    /// A gateway whose database server is not there.
    private static func withoutDatabase(
        _ test: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let configuration = try PostgresConfiguration(
            connectionString: "postgres://nobody@127.0.0.1:1/nothing", applicationName: "holdfast tests")
        let limits = PoolConfiguration(size: 1, maximumWaiters: 10, maximumWait: .milliseconds(100))
        try await Pool.with(configuration, limits: limits, logger: .silent) { pool in
            try await Self.gateway(pool).application.test(.router, test)
        }
    }
}
