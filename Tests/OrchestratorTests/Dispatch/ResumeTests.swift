import AdCP
import Database
import Foundation
import TestSupport
import Testing

@testable import Orchestrator

/// Answers to what sellers ask, sent by instances.
@Suite(.database, .timeLimit(.minutes(5))) struct ResumeTests {
    private static func asks(_ native: String, task: String? = nil) -> AgentAnswer {
        var body: JSONObject = ["reason": "APPROVAL_REQUIRED"]
        body["task_id"] = task.map { .string($0) }
        let message: JSON = ["parts": [["data": .object(body)]]]
        let status: JSON = ["state": "TASK_STATE_INPUT_REQUIRED", "message": message]
        return .tool(
            ToolResult(A2AResponse(["task": ["id": .string(native), "contextId": "c1", "status": status]])))
    }

    private static func answer(
        _ operation: OperationID, in fleet: Fleet, generation: Int = 1, input: JSON = ["po_number": "PO-2"]
    ) async throws {
        let token = AnswerToken.make()
        _ = try await fleet.database.openQuestion(of: operation, tokenHash: token.hash)
        _ = try await fleet.database.answer(
            operation, generation: generation, answer: input.text, tokenHash: token.hash)
    }

    /// Runs an instance until the operation needs a person.
    private static func untilAsked(_ operation: OperationID, by instance: RunningInstance) async throws {
        var seen = 0
        while let version = try await instance.waiter.wait(
            for: .change(beyond: seen), of: operation, atMost: .seconds(60)), !version.needsPerson
        {
            seen = version.version
        }
    }

    @Test func `an answer is sent once, to the native task, and what comes of it settles the operation`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in Self.asks("native-1") })
            await agent.on(ScriptedAgent.resumption, { _ in Self.asks("native-2") }, { _ in .bought })
            try await fleet.addAgent(transport: .a2a)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                try await Self.untilAsked(operation, by: instance)
                try await Self.answer(operation, in: fleet)
                try await Self.untilAsked(operation, by: instance)
                #expect(try await fleet.document(operation)["question"]?["generation"] == 2)
                try await Self.answer(operation, in: fleet, generation: 2, input: [:])
                #expect(try await instance.closedState(of: operation) == "completed")
            }
            let answers = await agent.calls(of: ScriptedAgent.resumption)
            #expect(answers.map(\.continuation?.taskID) == ["native-1", "native-2"])
            #expect(answers.first?.json["po_number"] == "PO-2")
            #expect(Set(answers.compactMap(\.messageID)).count == 2)
            #expect(Set(answers.compactMap { $0.json["idempotency_key"]?.string }).count == 2)
        }
    }

    @Test func `an error that another answer may mend leaves the question open`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in Self.asks("native-1") })
            await agent.on(
                ScriptedAgent.resumption, { _ in .error("VALIDATION_ERROR", recovery: "correctable") },
                { _ in .protocolError(code: -32602, message: "no", data: nil) }, { _ in .bought })
            try await fleet.addAgent(transport: .a2a)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                for _ in 0..<3 {
                    try await Self.untilAsked(operation, by: instance)
                    #expect(try await fleet.document(operation)["question"]?["state"] == "open")
                    try await Self.answer(operation, in: fleet)
                }
                #expect(try await instance.closedState(of: operation) == "completed")
            }
            #expect(await agent.calls(of: ScriptedAgent.resumption).count == 3)
        }
    }

    @Test func `an agent that is spoken to otherwise by then gets no answer, and the question stands`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in Self.asks("native-1") })
            try await fleet.addAgent(transport: .a2a)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                try await Self.untilAsked(operation, by: instance)
            }
            try await fleet.addAgent(transport: .mcp)
            try await Self.answer(operation, in: fleet)
            try await fleet.withInstance(agent) { instance in
                try await Self.untilAsked(operation, by: instance)
            }
            #expect(await agent.calls(of: ScriptedAgent.resumption).isEmpty)
            #expect(try await fleet.document(operation)["question"]?["state"] == "open")
        }
    }

    @Test func `an error that no answer mends fails the operation`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in Self.asks("native-1") })
            await agent.on(
                ScriptedAgent.resumption, { _ in .error("ACCOUNT_SUSPENDED", recovery: "terminal") })
            try await fleet.addAgent(transport: .a2a)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                try await Self.untilAsked(operation, by: instance)
                try await Self.answer(operation, in: fleet)
                #expect(try await instance.closedState(of: operation) == "failed")
            }
        }
    }

    @Test func `an answer that was lost on its way is not sent again, and a poll finds out`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in Self.asks("native-1", task: "task-1") })
            await agent.on(ScriptedAgent.resumption, { _ in .lost(reason: "the connection broke") })
            let result: JSON = [
                "media_buy_id": "mb_1", "confirmed_at": "2026-11-25T12:00:00Z", "revision": 1, "packages": [],
            ]
            await agent.on(
                "get_task_status",
                { call in
                    await agent.calls(of: ScriptedAgent.resumption).isEmpty
                        ? .polled("task-1", "input-required") : .polled("task-1", "completed", result: result)
                })
            try await fleet.addAgent(transport: .a2a)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                try await Self.untilAsked(operation, by: instance)
                try await Self.answer(operation, in: fleet)
                #expect(try await instance.closedState(of: operation) == "completed")
            }
            #expect(await agent.calls(of: ScriptedAgent.resumption).count == 1)
            #expect(try await fleet.document(operation)["question"]?["state"] == "ambiguous")
        }
    }
}
