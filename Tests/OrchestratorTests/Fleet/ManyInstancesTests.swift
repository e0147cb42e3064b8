import AdCP
import Database
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(2)))
struct ManyInstancesTests {
    @Test func `three instances on one database do every step once, and never one twice at a time`() async throws {
        try await Fleet.with { fleet in
            let inHand = Mutex<Set<String>>([])
            let twice = Mutex(0)
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy",
                { call in
                    let key = call.json["idempotency_key"]?.string ?? ""
                    if !inHand.withLock({ $0.insert(key).inserted }) { twice.withLock { $0 += 1 } }
                    await Task.yield()
                    _ = inHand.withLock { $0.remove(key) }
                    return .bought
                })
            for name in ["one", "two", "three"] { try await fleet.addAgent(name) }
            var operations: [OperationID] = []
            for number in 0..<150 {
                operations.append(try await fleet.submit(to: ["one", "two", "three"][number % 3]))
            }
            try await fleet.withInstance(agent) { first in
                try await fleet.withInstance(agent) { second in
                    try await fleet.withInstance(agent) { third in
                        for (number, operation) in operations.enumerated() {
                            let state = try await [first, second, third][number % 3].closedState(of: operation)
                            #expect(state == "completed")
                        }
                    }
                }
            }
            #expect(twice.withLock { $0 } == 0)
            let keys = await agent.calls(of: "create_media_buy").compactMap { $0.json["idempotency_key"]?.string }
            #expect(keys.count == 150)
            #expect(Set(keys).count == 150)
        }
    }

    @Test func `a change on one instance wakes who waits on another`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            await agent.on("create_media_buy", { _ in .submitted("task_1") })
            let key = Array(repeating: UInt8(7), count: 32)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent, webhookKey: key) { first in
                try await fleet.withInstance(agent, webhookKey: key) { second in
                    var changes = second.signals.changes(of: operation).makeAsyncIterator()
                    let receipt = try await fleet.database.accept(
                        try await fleet.webhook(from: seller, about: operation, task: "task_1", status: "completed"))
                    first.signals.announce([try #require(receipt.changed)])
                    await changes.next()
                    let state = try await second.closedState(of: operation)
                    #expect(state == "completed")
                }
            }
        }
    }

    @Test func `an instance that lost its listening session still hears, later`() async throws {
        try await Fleet.with { fleet in
            let gate = Gate()
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy",
                { _ in
                    await gate.pass()
                    return .bought
                })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { _ in
                for await call in agent.arrivals where call.tool == "create_media_buy" { break }
                try await fleet.withInstance(agent) { other in
                    async let state = other.closedState(of: operation)
                    // Its last statement was LISTEN, or the heartbeat of the listener.
                    let ended = try await fleet.value(
                        """
                        select count(pg_terminate_backend(pid))::text from pg_stat_activity
                        where datname = current_database() and (query ilike 'listen%' or query = 'select 1')
                        """)
                    #expect(ended == "2")
                    gate.open()
                    let closed = try await state
                    #expect(closed == "completed")
                }
            }
        }
    }

    @Test func `I-39: the step of an instance that crashed in mid-call is done by another, under the same key`()
        async throws
    {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            let forever = Gate()
            await agent.on(
                "create_media_buy",
                { _ in
                    await forever.pass()
                    return .lost(reason: "cancelled")
                }, { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                for await call in agent.arrivals where call.tool == "create_media_buy" { break }
                await instance.crash()
            }
            #expect(try await fleet.document(operation)["next_step"]?["in_progress"] == true)
            try await fleet.makeDue(operation)
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            let calls = await agent.calls(of: "create_media_buy")
            #expect(calls.count == 2)
            #expect(Set(calls.map(\.arguments)).count == 1)
        }
    }

    @Test func `the step of an instance that crashed in mid-call is not done again for an agent that forgets keys`()
        async throws
    {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            let forever = Gate()
            await agent.on("get_adcp_capabilities", { _ in .capabilities(replaySeconds: nil) })
            await agent.on(
                "create_media_buy",
                { _ in
                    await forever.pass()
                    return .lost(reason: "cancelled")
                })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                for await call in agent.arrivals where call.tool == "create_media_buy" { break }
                await instance.crash()
            }
            try await fleet.makeDue(operation)
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .observed(.call, .retried) = $0 { true } else { false } }
            }
            let document = try await fleet.document(operation)
            #expect(document["attention"] == "outcome_unknown")
            #expect(document["next_step"]?["step"] == "expire")
            #expect(await agent.calls(of: "create_media_buy").count == 1)
        }
    }

    @Test func `after a crash a refused release does not give the request a new key`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            let forever = Gate()
            await agent.on("get_adcp_capabilities", { _ in .capabilities() }, { _ in .capabilities(versions: ["3.0"]) })
            await agent.on(
                "create_media_buy",
                { _ in
                    await forever.pass()
                    return .lost(reason: "cancelled")
                }, { _ in .error("VERSION_UNSUPPORTED", recovery: "correctable") }, { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                for await call in agent.arrivals where call.tool == "create_media_buy" { break }
                await instance.crash()
            }
            try await fleet.makeDue(operation)
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            let calls = await agent.calls(of: "create_media_buy")
            #expect(calls.count == 3)
            #expect(Set(calls.map(\.arguments)).count == 1)
        }
    }

    @Test func `a slow agent does not delay another's steps`() async throws {
        try await Fleet.with { fleet in
            let gate = Gate()
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy",
                { call in
                    if call.endpoint.url.contains("slow") { await gate.pass() }
                    return .bought
                })
            try await fleet.addAgent("slow")
            try await fleet.addAgent("quick")
            var slow: [OperationID] = []
            for _ in 1...20 { slow.append(try await fleet.submit(to: "slow")) }
            try await fleet.withInstance(agent, configuration: .init(concurrency: 4)) { instance in
                for await call in agent.arrivals where call.tool == "create_media_buy" { break }
                for _ in 1...5 {
                    let operation = try await fleet.submit(to: "quick")
                    instance.signals.announceWork()
                    let state = try await instance.closedState(of: operation)
                    #expect(state == "completed")
                }
                gate.open()
                for operation in slow { _ = try await instance.closedState(of: operation) }
            }
        }
    }

    @Test func `an observation is handed in again until the database takes it`() async throws {
        try await Fleet.with { fleet in
            for sql in [
                """
                create function public.refuse() returns trigger language plpgsql as
                $$ begin raise exception 'not now' using errcode = '40001'; end $$
                """,
                "create trigger refuse before insert on adcp.settlements for each row execute function public.refuse()",
            ] {
                try await fleet.admin.query(Statement(sql: sql))
            }
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .handingInDelayed = $0 { true } else { false } }
                try await fleet.admin.query(Statement(sql: "drop trigger refuse on adcp.settlements"))
                let state = try await instance.closedState(of: operation)
                #expect(state == "completed")
            }
            #expect(await agent.calls(of: "create_media_buy").count == 1)
        }
    }
}
