import AdCP
import Database
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct PollTests {
    @Test func `a submitted task is polled until it is done`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .submitted("task_1") })
            await agent.on(
                "get_task_status", { _ in .polled("task_1", "submitted") }, { _ in .lost(reason: "No answer.") },
                { _ in .polled("task_1", "working") },
                { _ in
                    .polled(
                        "task_1", "completed",
                        result: ["media_buy_id": "mb_1", "confirmed_at": .null, "revision": 1, "packages": []])
                })
            try await fleet.addAgent()
            let operation = try await fleet.submit(
                "create_media_buy", to: "seller",
                ["account": ["account_id": "acc_1"], "brand": ["domain": "acme.example"]])
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            #expect(
                try await fleet.states(operation) == ["requested", "calling_adcp", "submitted", "working", "completed"])
            #expect(await agent.calls(of: "create_media_buy").count == 1)
            let polls = await agent.calls(of: "get_task_status")
            #expect(polls.count == 4)
            #expect(
                polls.first?.json == [
                    "task_id": "task_1", "account": ["account_id": "acc_1"], "include_result": true,
                    "adcp_version": "3.1",
                    "adcp_major_version": 3,
                ])
        }
    }

    @Test func `an agent that no longer knows the task does not fail the operation`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .submitted("task_1") })
            await agent.on(
                "get_task_status", { _ in .error("REFERENCE_NOT_FOUND", recovery: "terminal") },
                { _ in
                    .polled(
                        "task_1", "completed",
                        result: ["media_buy_id": "mb_1", "confirmed_at": .null, "revision": 1, "packages": []])
                })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            #expect(try await fleet.states(operation) == ["requested", "calling_adcp", "submitted", "completed"])
        }
    }

    @Test func `an agent without a tool to poll with is left to its webhooks`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent(tools: ["get_adcp_capabilities", "create_media_buy"])
            await agent.on("create_media_buy", { _ in .submitted("task_1") })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .observed(.poll, _) = $0 { true } else { false } }
            }
            let document = try await fleet.document(operation)
            #expect(document["state"] == "submitted")
            #expect(document["next_step"]?["step"] == "poll")
            #expect(await agent.calls.map(\.tool) == ["get_adcp_capabilities", "create_media_buy"])
        }
    }

    @Test func `a poll whose release is refused is asked once more under the agent's present one`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("get_adcp_capabilities", { _ in .capabilities(versions: ["3.0"]) }, { _ in .capabilities() })
            await agent.on("create_media_buy", { _ in .submitted("task_1") })
            await agent.on(
                "get_task_status", { _ in .error("VERSION_UNSUPPORTED", recovery: "correctable") },
                { _ in
                    .polled(
                        "task_1", "completed",
                        result: ["media_buy_id": "mb_1", "confirmed_at": .null, "revision": 1, "packages": []])
                })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            #expect(await agent.calls(of: "get_task_status").map { $0.json["adcp_version"] } == ["3.0", "3.1"])
        }
    }

    @Test func `an agent that refuses its own release in polls is left to its webhooks, and asked once each time`()
        async throws
    {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("get_adcp_capabilities", { _ in .capabilities(versions: ["3.0"]) })
            await agent.on("create_media_buy", { _ in .submitted("task_1") })
            await agent.on("get_task_status", { _ in .error("VERSION_UNSUPPORTED", recovery: "correctable") })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .observed(.poll, _) = $0 { true } else { false } }
            }
            #expect(try await fleet.document(operation)["state"] == "submitted")
            let polls = try await fleet.value("select count(*) from adcp.api_calls where error_code = 'NO_POLL_TOOL'")
            #expect(polls == "\(await agent.calls(of: "get_task_status").count)")
        }
    }
}
