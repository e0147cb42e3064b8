import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

/// Calls back in A2A's own forms: they name neither AdCP's task type nor, at times, its task, which the operation knows that they speak of
/// (C §6.2, §7).
@Suite(.database, .timeLimit(.minutes(5))) struct A2AWebhookTests {
    private static let buy: JSON = ["media_buy_id": "mb_7", "packages": []]

    private static func with(_ test: @escaping @Sendable (ToldOperation) async throws -> Void) async throws {
        try await ToldOperation.with(transport: "a2a", test)
    }

    private static func body(
        _ data: JSON, metadata: JSON? = nil, timestamp: String = "2026-11-01T15:02:11Z"
    ) -> String {
        var task: JSONObject = [
            "id": "native-1", "contextId": "c-1",
            "status": ["state": "TASK_STATE_COMPLETED", "timestamp": .string(timestamp)],
            "artifacts": [["artifactId": "r", "parts": [["data": data]]]],
        ]
        task["metadata"] = metadata
        return JSON.object(["task": .object(task)]).text
    }

    private static func adding(_ name: String, _ value: JSON, to data: JSON = buy) -> JSON {
        var object = data.object ?? [:]
        object[name] = value
        return .object(object)
    }

    private static func name(_ told: ToldOperation) -> JSON { .string(told.operation.id.uuidString.lowercased()) }

    @Test func `the operation that the context names gives the task type`() async throws {
        try await Self.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let body = Self.body(Self.adding("context", ["operation_id": Self.name(told)]))
            #expect(try await told.sender.sendSigned(body).status == .ok)
            let facts = try await told.facts()
            #expect(facts.state == "completed" && facts.settledBy == "webhook" && facts.isSettledOnce)
            // A2A's task is not AdCP's.
            #expect(facts.task == ToldOperation.task)
        }
    }

    @Test(arguments: ["operation_id", "push_notification_config_id", "pushNotificationConfigId"])
    func `so does the one that the metadata names, or the push configuration that we registered`(
        name: String
    ) async throws {
        try await Self.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let metadata = JSON.object([name: Self.name(told)])
            #expect(try await told.sender.sendSigned(Self.body(Self.buy, metadata: metadata)).status == .ok)
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `so does the operation that has the task`() async throws {
        try await Self.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let body = Self.body(Self.adding("task_id", .string(ToldOperation.task)))
            #expect(try await told.sender.sendSigned(body).status == .ok)
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `before the answer it settles the operation that it names (I-7)`() async throws {
        try await Self.with { told in
            let body = Self.body(Self.adding("context", ["operation_id": Self.name(told)]))
            let response = try await told.sender.sendSigned(body)
            #expect(response.status == .ok)
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `exact repeats change nothing, contradictions are recorded (I-2, I-3)`() async throws {
        try await Self.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let context: JSON = ["operation_id": Self.name(told)]
            let body = Self.body(Self.adding("context", context))
            for _ in 0..<2 { #expect(try await told.sender.sendSigned(body).status == .ok) }
            let later = Self.body(Self.adding("context", context), timestamp: "2026-11-01T15:02:12Z")
            #expect(try await told.sender.sendSigned(later).status == .ok)
            let other = Self.body(Self.adding("context", context, to: ["media_buy_id": "mb_8", "packages": []]))
            #expect(try await told.sender.sendSigned(other).status == .conflict)
            let facts = try await told.facts()
            #expect(facts.isSettledOnce && facts.attention == "conflict")
        }
    }

    @Test func `a task of another operation settles nothing (I-10)`() async throws {
        try await Self.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let other = try await ToldOperation.submitted(at: told.gateway, told.sender)
            let data = Self.adding("task_id", .string(ToldOperation.task))
            let body = Self.body(Self.adding("context", ["operation_id": Self.name(other)], to: data))
            #expect(try await told.sender.sendSigned(body).status == .conflict)
            #expect(try await told.facts().settlements == 0)
            #expect(try await other.facts().settlements == 0)
        }
    }

    @Test func `what speaks of nothing known is asked for again, kept for people, and taken once it is known (I-11)`()
        async throws
    {
        try await Self.with { told in
            let body = Self.body(Self.adding("task_id", .string(ToldOperation.task)))
            let early = try await told.sender.sendSigned(body)
            #expect(early.status == .serviceUnavailable && early.headers[.retryAfter] == "5")
            let alarm = try await told.gateway.row("select kind, subject from adcp_report.alarms")
            #expect(alarm == ["webhook_refused", "webhook_unmatched"])
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            #expect(try await told.sender.sendSigned(body).status == .ok)
            #expect(try await told.facts().isSettledOnce)
        }
    }

    @Test func `what names nothing at all is no notification`() async throws {
        try await Self.with { told in
            let response = try await told.sender.sendSigned(Self.body(Self.buy))
            #expect(response.status == .badRequest)
        }
    }

    @Test func `another seller's operation is nobody's`() async throws {
        try await Self.with { told in
            try await told.answer(["status": "submitted", "task_id": .string(ToldOperation.task)])
            let stranger = try await WebhookSender.registered(
                "hmac-sha256", at: told.gateway, agent: "other", transport: "a2a")
            let body = Self.body(Self.adding("context", ["operation_id": Self.name(told)]))
            #expect(try await stranger.sendSigned(body).status == .serviceUnavailable)
            #expect(try await told.facts().settlements == 0)
        }
    }

    @Test func `an agent over MCP cannot use these forms`() async throws {
        try await ToldOperation.with { told in
            let body = Self.body(Self.adding("context", ["operation_id": Self.name(told)]))
            let response = try await told.sender.sendSigned(body)
            #expect(response.status == .badRequest)
        }
    }
}
