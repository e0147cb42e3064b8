import AdCP
import Database
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct ResendTests {
    @Test func `an unknown outcome is followed by the same bytes under the same key`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy", { _ in .lost(reason: "The connection was reset.") },
                { _ in .httpError(status: 502, retryAfterSeconds: nil) }, { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            let calls = await agent.calls(of: "create_media_buy")
            #expect(calls.count == 3)
            #expect(Set(calls.map { Array($0.arguments.utf8) }).count == 1)
        }
    }

    @Test func `a call whose outcome is unknown is not sent again to an agent that forgets keys`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("get_adcp_capabilities", { _ in .capabilities(replaySeconds: nil) })
            await agent.on("create_media_buy", { _ in .lost(reason: "The connection was reset.") })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .observed(.call, .retried) = $0 { true } else { false } }
            }
            let document = try await fleet.document(operation)
            #expect(document["state"] == "calling_adcp")
            #expect(document["attention"] == "outcome_unknown")
            #expect(document["next_step"]?["step"] == "expire")
            #expect(await agent.calls(of: "create_media_buy").count == 1)
        }
    }

    @Test func `a read is sent again whatever the agent remembers`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("get_adcp_capabilities", { _ in .capabilities(replaySeconds: nil) })
            await agent.on(
                "get_media_buys", { _ in .lost(reason: "No answer.") },
                { _ in .body(["status": "completed", "media_buys": []]) })
            try await fleet.addAgent()
            let operation = try await fleet.submit("get_media_buys")
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
        }
    }

    @Test func `a request is pinned anew, once and with a new key, after the agent refused its release`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("get_adcp_capabilities", { _ in .capabilities() }, { _ in .capabilities(versions: ["3.0"]) })
            await agent.on(
                "create_media_buy", { _ in .error("VERSION_UNSUPPORTED", recovery: "correctable") }, { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            let calls = await agent.calls(of: "create_media_buy")
            #expect(calls.map { $0.json["adcp_version"] } == ["3.1", "3.0"])
            #expect(Set(calls.map { $0.json["idempotency_key"]?.string }).count == 2)
            // In one step: there was nothing to wait for between the two.
            #expect(try await fleet.states(operation) == ["requested", "calling_adcp", "completed"])
        }
    }

    @Test func `an agent that refuses its own release fails the operation`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .error("VERSION_UNSUPPORTED", recovery: "correctable") })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "failed")
            #expect(await agent.calls(of: "create_media_buy").count == 1)
        }
    }

    @Test func `a release refused after an unknown outcome says nothing of that outcome`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("get_adcp_capabilities", { _ in .capabilities() }, { _ in .capabilities(versions: ["3.0"]) })
            await agent.on(
                "create_media_buy", { _ in .lost(reason: "No answer.") },
                { _ in .error("VERSION_UNSUPPORTED", recovery: "correctable") }, { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            let calls = await agent.calls(of: "create_media_buy")
            #expect(calls.count == 3)
            #expect(Set(calls.map(\.arguments)).count == 1)
        }
    }

    @Test func `an answer that the database does not take leaves the outcome unknown, not lost`() async throws {
        try await Fleet.with { fleet in
            try await fleet.admin.query(
                Statement(sql: "alter table adcp.settlements add check (value ->> 'media_buy_id' <> 'poison')"))
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy",
                { _ in
                    .body([
                        "status": "completed", "media_buy_id": "poison", "confirmed_at": .null, "revision": 1,
                        "packages": [],
                    ])
                },
                { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                let state = try await instance.closedState(of: operation)
                #expect(state == "completed")
                await instance.events.first { if case .answerRefused(operation, _) = $0 { true } else { false } }
            }
            let calls = await agent.calls(of: "create_media_buy")
            #expect(calls.count == 2)
            #expect(Set(calls.map(\.arguments)).count == 1)
        }
    }
}
