import AdCP
import Database
import struct Database.AgentCapabilities
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

/// An operation at a seller over A2A that asks on the way: everything that is told, asked and answered goes through the code that serves it.
struct AskingOperation: Sendable {
    let told: ToldOperation

    var gateway: TestGateway { self.told.gateway }
    var operation: OperationID { self.told.operation }

    /// Runs a test with an operation whose call has left and is not answered.
    static func with(
        transport: String = "a2a", logger: Logger = .silent,
        _ test: @escaping @Sendable (AskingOperation) async throws -> Void
    ) async throws {
        try await TestGateway.with(logger: logger) { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway, transport: transport)
            let agent = try JSON(parsing: await gateway.database.agent(named: "seller", tenant: gateway.tenant))
            try await gateway.database.recordCapabilities(
                AgentCapabilities(
                    version: "3.2", supportedVersions: ["3.2"], idempotencySupported: true, replaySeconds: 86_400,
                    pollTool: "get_task_status", listTool: nil, document: "{}"),
                of: #require(agent["id"]?.string.flatMap(UUID.init(uuidString:))), tenant: gateway.tenant)
            try await test(AskingOperation(told: .submitted(at: gateway, sender)))
        }
    }

    // MARK: The seller

    /// A native task of A2A's that asks.
    static func asking(
        _ native: String = "native-1", state: String = "TASK_STATE_INPUT_REQUIRED",
        body: JSON = ["reason": "APPROVAL_REQUIRED"]
    ) -> JSON {
        let message: JSON = ["role": "ROLE_AGENT", "parts": [["data": body]]]
        return [
            "task": [
                "id": .string(native), "contextId": "context-1",
                "status": ["state": .string(state), "message": message],
            ]
        ]
    }

    static func over(_ body: JSON, state: String = "TASK_STATE_COMPLETED") -> JSON {
        [
            "task": [
                "id": "native-9", "contextId": "context-1", "status": ["state": .string(state)],
                "artifacts": [["artifactId": "r", "parts": [["data": body]]]],
            ]
        ]
    }

    static let bought: JSON = [
        "media_buy_id": "mb_7", "confirmed_at": "2026-11-01T15:02:11Z", "revision": 1, "packages": [],
    ]

    /// The call, or the message that answers, is itself answered with this.
    @discardableResult
    func answered(_ response: JSON, to step: ClaimedStep? = nil) async throws -> Verdict.Kind {
        try await self.observe(.tool(ToolResult(A2AResponse(response))), step ?? self.told.call)
    }

    @discardableResult
    func observe(_ answer: AgentAnswer, _ step: ClaimedStep) async throws -> Verdict.Kind {
        let observation = Observation(ofCall: step.task, answer: answer, servedVersion: "3.2")
        return try await self.observe(observation, step)
    }

    @discardableResult
    func observe(_ observation: Observation, _ step: ClaimedStep) async throws -> Verdict.Kind {
        let verdicts = try await self.gateway.database.observe(
            instance: nil, [Observed(observation, by: step, took: .zero)])
        return try #require(verdicts.first?.kind)
    }

    /// The seller tells the end by webhook.
    func webhook() async throws -> HTTPResponse.Status {
        try await self.told.webhook().status
    }

    // MARK: The caller

    /// The open question, with its token.
    func question() async throws -> JSON {
        let response = try await self.gateway.send(.post, "\(self.operation.path)/question", body: "{}")
        guard response.status == .ok else { throw UnexpectedAnswer(response: response) }
        return response.json
    }

    func reply(
        _ generation: Int = 1, token: JSON?, input: JSON = ["po_number": "PO-2"]
    ) async throws -> TestResponse {
        var members: JSONObject = ["generation": JSON(generation), "input": input]
        members["token"] = token
        return try await self.gateway.send(
            .post, "\(self.operation.path)/answer", body: JSON.object(members).text)
    }

    /// Asks for the question and answers it.
    func reply(input: JSON = ["po_number": "PO-2"]) async throws -> TestResponse {
        let question = try await self.question()
        return try await self.reply(try #require(question["generation"]?.int), token: question["token"], input: input)
    }

    // MARK: The instances

    /// Steps of the operation that are due.
    func claim() async throws -> ClaimedStep? {
        try await self.gateway.database.claim(instance: UUID(), limit: 100, after: nil).steps
            .first { $0.operation == self.operation }
    }

    /// Claims the step that sends the answer, and commits to it.
    func dispatch() async throws -> (step: ClaimedStep, answer: StoredAnswer) {
        let step = try #require(try await self.claim())
        #expect(step.kind == .resume)
        return (step, try #require(try await self.gateway.database.beginResume(step)))
    }

    // MARK: What the tables hold

    /// Every question, such as `1 consumed 2`: generation, state and successor.
    func generations() async throws -> [String] {
        let rows = try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            try await pool.query(
                Statement(
                    sql: """
                        select concat_ws(' ', c.generation, c.state, c.successor) from adcp.continuations c
                        where c.tenant_id = $1::uuid and c.operation_id = $2::uuid order by c.generation
                        """),
                [.uuid(self.operation.tenant), .uuid(self.operation.id)])
        }
        return (0..<rows.count).map { rows.string($0, 0) ?? "" }
    }

    func facts() async throws -> Facts { try await self.told.facts() }

    func document() async throws -> JSON { try await self.told.document() }

    /// The lease of whatever is under way runs out, as when its instance has crashed.
    func endLease() async throws {
        try await self.gateway.administer(
            "update adcp.schedule set leased_until = clock_timestamp() where leased_by is not null")
    }
}
