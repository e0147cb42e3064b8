import AdCP
import Database
import struct Database.AgentCapabilities
import Foundation
import Orchestrator
import TestSupport
import Testing

/// One whole instance of Holdfast that knows one seller.
struct Deployment: Sendable {
    static let agent = "seller"

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
        let process = try line.process
        try await WholeInstance.run(environment: ["SELLER_TOKEN": process.token]) { instance in
            _ = try await instance.database.putAgent(
                AgentDescription(
                    name: Self.agent, url: line.url, transport: line.transport.rawValue,
                    credential: "env:SELLER_TOKEN", webhookMode: webhooks,
                    publicURL: instance.publicURL),
                tenant: instance.tenant)
            if webhooks == .rfc9421 {
                try await instance.database.putSigningKeys(
                    ofAgent: Self.agent, jwks: nil, uri: process.keysURL, tenant: instance.tenant)
            }
            try await body(
                Deployment(
                    line: line, tenant: instance.tenant, database: instance.database, waiter: instance.waiter))
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

    /// What an operation's seller asks, once it does.
    func question(of operation: OperationID) async throws -> JSON {
        var seen = 0
        while let version = try await self.waiter.wait(
            for: .change(beyond: seen), of: operation, atMost: .seconds(120)), !version.needsPerson
        {
            seen = version.version
        }
        return try #require(await self.document(of: operation).json["question"])
    }

    func answer(_ operation: OperationID, _ question: JSON, input: JSON) async throws {
        let token = AnswerToken.make()
        _ = try await self.database.openQuestion(of: operation, tokenHash: token.hash)
        let progress = try await self.database.answer(
            operation, generation: #require(question["generation"]?.int), answer: input.text, tokenHash: token.hash)
        #expect(progress == .answered)
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
