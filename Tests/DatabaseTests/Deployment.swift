import AdCP
import Database
import Foundation
import Postgres
import TestSupport

/// A tenant with one seller's agent on the test's database, reached as the application reaches it.
struct Deployment {
    let database: Database
    let tenant: UUID
    let agent: UUID
    let instance = UUID()
    /// For what only a superuser may do, such as moving the clock of a row.
    let administrator: Pool

    /// - Parameter isKnown: whether the agent's capabilities have been read.
    static func with(
        isKnown: Bool = true, webhookMode: WebhookRoute.Mode? = nil, _ body: (Deployment) async throws -> Void
    ) async throws {
        let test = try TestDatabase.current
        try await test.withPool(size: 4) { pool in
            try await test.withPool(isApplication: false, size: 1) { administrator in
                let database = Database(pool: pool)
                let tenant = try await database.putTenant("acme")
                let agent = try await database.putAgent(
                    AgentDescription(
                        name: "seller", url: "https://seller.example/mcp", credential: "env:SELLER_TOKEN",
                        webhookMode: webhookMode, publicURL: webhookMode.map { _ in "https://buyer.example" }),
                    tenant: tenant)
                let deployment = Deployment(
                    database: database, tenant: tenant, agent: agent, administrator: administrator)
                if isKnown { try await deployment.recordCapabilities(version: "3.1") }
                try await body(deployment)
            }
        }
    }

    @discardableResult
    func recordCapabilities(
        version: String?, document: String = #"{"adcp": {"major_versions": [3]}}"#
    ) async throws -> Int? {
        try await self.database.recordCapabilities(
            AgentCapabilities(
                version: version, supportedVersions: ["3.0", "3.1"], idempotencySupported: true, replaySeconds: 86_400,
                pollTool: "get_task_status", listTool: "list_tasks", document: document),
            of: self.agent, tenant: self.tenant)
    }

    func submission(_ request: String = #"{"buyer_ref": "b1"}"#, key: String? = nil) -> Submission {
        Submission(tenant: self.tenant, agent: "seller", task: "create_media_buy", request: request, key: key)
    }

    @discardableResult
    func submit(_ request: String = #"{"buyer_ref": "b1"}"#) async throws -> OperationID {
        OperationID(tenant: self.tenant, id: try await self.database.submit(self.submission(request)).operation)
    }

    func claim() async throws -> [ClaimedStep] {
        try await self.database.claim(instance: self.instance, limit: 10, after: nil).steps
    }

    func observe(
        _ outcome: String, _ step: ClaimedStep, _ change: (inout Observed) -> Void = { _ in }
    ) async throws -> Verdict? {
        var observed = Observed(
            operation: step.operation, channel: step.kind == .poll ? .poll : .call, leaseToken: step.leaseToken,
            outcome: outcome)
        observed.milliseconds = 12
        change(&observed)
        return try await self.database.observe(instance: self.instance, [observed]).first
    }

    /// Makes every step due now.
    func makeDue() async throws {
        try await self.administrator.query(
            Statement(sql: "update adcp.schedule set due_at = now(), leased_by = null, leased_until = null"))
    }

    func document(_ operation: OperationID) async throws -> JSON {
        try JSON(parsing: try await self.database.operation(operation))
    }
}

/// A stand-in for a SHA-256.
func hash(_ byte: UInt8) -> [UInt8] {
    [UInt8](repeating: byte, count: 32)
}
