import AdCP
import Database
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import TestSupport

@testable import Orchestrator

/// A database of the test's own with one tenant in it, and instances that work on it.
struct Fleet: Sendable {
    let test: TestDatabase
    let database: Database
    let admin: Pool
    let tenant: UUID

    /// - Parameter isHurried: makes waits between polls and tries a matter of milliseconds.
    nonisolated(nonsending) static func with(
        isHurried: Bool = true, _ body: (Fleet) async throws -> Void
    ) async throws {
        let test = try TestDatabase.current
        try await test.withPool(isApplication: false, size: 2) { admin in
            try await test.withPool(size: 2) { pool in
                let database = Database(pool: pool)
                let fleet = Fleet(
                    test: test, database: database, admin: admin, tenant: try await database.putTenant("tenant"))
                if isHurried { try await fleet.hurry() }
                try await body(fleet)
            }
        }
    }

    private func hurry() async throws {
        try await self.admin.query(
            Statement(
                sql: """
                    update adcp.task_policies
                    set retry_first = '10 milliseconds', retry_most = '20 milliseconds', series_pause = '20 milliseconds'
                    """))
        try await self.admin.query(
            Statement(
                sql: """
                    update adcp.poll_policies
                    set first_after = '10 milliseconds', first_with_webhook = '10 milliseconds', most = '20 milliseconds'
                    """))
    }

    // MARK: Setting up

    @discardableResult
    func addAgent(
        _ name: String = "seller", transport: AgentTransport = .mcp, webhookMode: WebhookRoute.Mode? = nil
    ) async throws -> UUID {
        try await self.database.putAgent(
            AgentDescription(
                name: name, url: "https://\(name).example/mcp", transport: transport.rawValue, webhookMode: webhookMode,
                publicURL: webhookMode.map { _ in "https://buyer.example" }),
            tenant: self.tenant)
    }

    func submit(
        _ task: String = "create_media_buy", to agent: String = "seller",
        _ request: JSON = ["brand": ["domain": "acme.example"]],
        deadlineSeconds: Int? = nil
    ) async throws -> OperationID {
        let submitted = try await self.database.submit(
            Submission(
                tenant: self.tenant, agent: agent, task: task, request: request.text, deadlineSeconds: deadlineSeconds))
        return OperationID(tenant: self.tenant, id: submitted.operation)
    }

    // MARK: Looking

    func document(_ operation: OperationID) async throws -> JSON {
        try JSON(parsing: try await self.database.operation(operation))
    }

    func history(_ operation: OperationID) async throws -> [JSON] {
        try await self.database.events(of: operation).map { try JSON(parsing: $0.document) }
    }

    /// The states that an operation was in, in order.
    func states(_ operation: OperationID) async throws -> [String] {
        try await self.history(operation).filter { $0["kind"] == "moved" }.compactMap { $0["state"]?.string }
    }

    /// One value of a query as superuser, as text.
    func value(_ sql: String, _ values: [PostgresValue] = []) async throws -> String? {
        try await self.admin.query(Statement(sql: sql), values).string(0, 0)
    }

    /// Makes an operation's next step due, as when the lease of a crashed instance ends.
    func makeDue(_ operation: OperationID) async throws {
        try await self.admin.query(
            Statement(
                sql: """
                    update adcp.schedule
                    set due_at = clock_timestamp(), leased_until = case when leased_by is not null then clock_timestamp() end
                    where operation_id = $1::uuid
                    """),
            [.uuid(operation.id)])
    }
}
