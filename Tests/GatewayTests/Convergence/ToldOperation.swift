import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

/// An operation whose call is under way, and the three channels that may tell of it, each through the code that serves it.
struct ToldOperation: Sendable {
    let gateway: TestGateway
    let sender: WebhookSender
    let call: ClaimedStep

    static let task = "task-1"
    var operation: OperationID { self.call.operation }

    /// Runs a test with an operation whose call has left and is not answered.
    static func with(
        transport: String = "mcp", _ test: @escaping @Sendable (ToldOperation) async throws -> Void
    ) async throws {
        try await TestGateway.with { gateway in
            let sender = try await WebhookSender.registered("hmac-sha256", at: gateway, transport: transport)
            try await test(.submitted(at: gateway, sender))
        }
    }

    static func submitted(at gateway: TestGateway, _ sender: WebhookSender) async throws -> ToldOperation {
        let operation = try await gateway.submit()
        let steps = try await gateway.database.claim(instance: UUID(), limit: 100, after: nil).steps
        return ToldOperation(
            gateway: gateway, sender: sender, call: try #require(steps.first { $0.operation == operation }))
    }

    /// The call is answered with this body.
    @discardableResult
    func answer(_ body: JSON) async throws -> Verdict.Kind {
        let answer = AgentAnswer.tool(ToolResult(isError: false, structuredContent: body, texts: []))
        let observation = Observation(ofCall: self.call.task, answer: answer, servedVersion: "3.1")
        return try await self.observe(Observed(observation, by: self.call, took: .zero))
    }

    /// The seller answers a poll with this body.
    @discardableResult
    func poll(_ body: JSON, servedVersion: String = "3.1") async throws -> Verdict.Kind {
        let answer = AgentAnswer.tool(ToolResult(isError: false, structuredContent: body, texts: []))
        let observation = Observation(
            ofPoll: Self.task, of: self.call.task, answer: answer, servedVersion: servedVersion)
        // Without a lease, as an answer comes that a reconciliation asked for.
        var observed = Observed(
            operation: self.operation, channel: .reconcile, leaseToken: nil, outcome: observation.outcome.rawValue)
        observed.taskID = observation.taskID
        observed.sellerTime = observation.sellerTime
        observed.reason = observation.reason
        observed.errorCode = observation.errorCode
        observed.recordHash = observation.recordHash
        observed.value = observation.value
        return try await self.observe(observed)
    }

    /// The seller calls back.
    func webhook(_ change: (inout WebhookBody) -> Void = { _ in }) async throws -> TestResponse {
        try await self.sender.sendSigned(self.body(change))
    }

    func body(_ change: (inout WebhookBody) -> Void = { _ in }) -> String {
        var body = WebhookBody(operation: self.operation)
        change(&body)
        return body.text
    }

    private func observe(_ observed: Observed) async throws -> Verdict.Kind {
        let verdicts = try await self.gateway.database.observe(instance: nil, [observed])
        return try #require(verdicts.first?.kind)
    }

    func document() async throws -> JSON {
        try await self.gateway.get(self.operation.path).json
    }

    /// What the tables hold of the operation.
    func facts() async throws -> Facts {
        let rows = try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            try await pool.query(Self.facts, [.uuid(self.operation.tenant), .uuid(self.operation.id)])
        }
        return Facts(
            state: rows.string(0, 0) ?? "", task: rows.string(0, 1), settlements: rows.int(0, 2) ?? -1,
            settledBy: rows.string(0, 3), settledMoves: rows.int(0, 4) ?? -1, nextSteps: rows.int(0, 5) ?? -1,
            events: rows.string(0, 6)?.split(separator: ",").map(String.init) ?? [], attention: rows.string(0, 7))
    }

    private static let facts = Statement(
        sql: """
            select o.state, o.task_id, (select count(*) from adcp.settlements s where s.operation_id = o.id),
                (select s.channel from adcp.settlements s where s.operation_id = o.id),
                (select count(*) from adcp.operation_events e
                 where e.operation_id = o.id and e.kind = 'moved' and adcp.is_settled(e.to_state)),
                (select count(*) from adcp.schedule s where s.operation_id = o.id),
                (select string_agg(e.kind, ',' order by e.sequence) from adcp.operation_events e where e.operation_id = o.id),
                o.attention
            from adcp.operations o
            where o.tenant_id = $1::uuid and o.id = $2::uuid
            """)
}

/// What is true of an operation after everything was told.
struct Facts: Sendable, Equatable {
    let state: String
    let task: String?
    let settlements: Int
    let settledBy: String?
    /// Publications of the outcome.
    let settledMoves: Int
    let nextSteps: Int
    /// Kinds of its events, in order.
    let events: [String]
    let attention: String?

    /// The winner and its one effect; what came later may have left events, and nothing else.
    var isSettledOnce: Bool {
        self.settlements == 1 && self.settledMoves == 1 && self.nextSteps == 0
    }
}

/// A way in which the seller tells the outcome, with a result of its own.
enum Teller: String, Sendable, CaseIterable {
    case answer, poll, webhook

    static let pairs = Self.allCases.flatMap { first in Self.allCases.map { (first, $0) } }

    /// What the answer, or the observer, is told.
    struct Heard: Sendable, Equatable {
        /// Nil for a webhook.
        var verdict: Verdict.Kind?
        /// Nil for any other.
        var status: HTTPResponse.Status?
    }

    /// Tells that the buy is made, under this identifier.
    func complete(_ told: ToldOperation, buy: String, key: String) async throws -> Heard {
        switch self {
        case .answer:
            return Heard(
                verdict: try await told.answer([
                    "status": "completed", "task_id": .string(ToldOperation.task), "media_buy_id": .string(buy),
                    "confirmed_at": .null, "revision": 1, "packages": [],
                ]))
        case .poll:
            return Heard(
                verdict: try await told.poll([
                    "status": "completed", "task_id": .string(ToldOperation.task), "task_type": "create_media_buy",
                    "result": ["media_buy_id": .string(buy), "confirmed_at": .null, "revision": 1, "packages": []],
                ]))
        case .webhook:
            let response = try await told.webhook {
                $0.key = key
                $0.result = #"{"media_buy_id":"\#(buy)","confirmed_at":null,"revision":1,"packages":[]}"#
            }
            return Heard(status: response.status)
        }
    }

    /// What it hears when its word is taken, is known already, or contradicts what is known.
    var taken: Heard { self == .webhook ? Heard(status: .ok) : Heard(verdict: .moved) }
    var known: Heard { self == .webhook ? Heard(status: .ok) : Heard(verdict: .duplicate) }
    var contradicting: Heard { self == .webhook ? Heard(status: .conflict) : Heard(verdict: .conflict) }
}
