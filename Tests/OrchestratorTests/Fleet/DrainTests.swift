import AdCP
import Database
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct DrainTests {
    @Test func `an instance that stops hands back what it has not begun, and ends what it has`() async throws {
        try await Fleet.with { fleet in
            let gate = Gate()
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            await agent.on(
                "get_adcp_capabilities",
                { call in
                    if call.endpoint.url.contains("new") { await gate.pass() }
                    return .capabilities()
                })
            let call = Gate()
            await agent.on(
                "create_media_buy",
                { _ in
                    await call.pass()
                    return .bought
                })
            try await fleet.addAgent("known")
            try await fleet.addAgent("new")
            let begun = try await fleet.submit(to: "known")
            // These wait for one of them to ask the agent what it can.
            var waiting: [OperationID] = []
            for _ in 1...5 { waiting.append(try await fleet.submit(to: "new")) }
            try await fleet.withInstance(agent) { instance in
                for await call in agent.arrivals where call.tool == "create_media_buy" { break }
                await instance.events.first { if case .claimed(6) = $0 { true } else { false } }
                await instance.beginStop()
                await instance.events.first { if case .released = $0 { true } else { false } }
                gate.open()
                call.open()
                try await instance.stop()
            }
            #expect(try await fleet.document(begun)["state"] == "completed")
            let count = try await fleet.value(
                "select count(*)::text from adcp.schedule where leased_by is null and due_at <= clock_timestamp() and step = 'call'"
            )
            #expect(count == "5")
            for operation in waiting { #expect(try await fleet.document(operation)["state"] == "calling_adcp") }

            // Whoever comes next does them at once, once.
            try await fleet.withInstance(agent) { instance in
                for operation in waiting { _ = try await instance.closedState(of: operation) }
            }
            #expect(await agent.calls(of: "create_media_buy").count == 6)
        }
    }

    @Test func `a call that outlasts the drain is left to its lease`() async throws {
        try await Fleet.with { fleet in
            let never = Gate()
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy",
                { _ in
                    await never.pass()
                    return .lost(reason: "cancelled")
                }, { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent, configuration: .init(drainTime: .milliseconds(1))) { instance in
                for await call in agent.arrivals where call.tool == "create_media_buy" { break }
                try await instance.stop()
                await instance.events.first { if case .drained(left: 1) = $0 { true } else { false } }
            }
            #expect(try await fleet.document(operation)["next_step"]?["in_progress"] == true)
            try await fleet.makeDue(operation)
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
        }
    }
}
