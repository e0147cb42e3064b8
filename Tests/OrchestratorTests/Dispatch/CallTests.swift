import AdCP
import Database
import struct Database.AgentCapabilities
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct CallTests {
    @Test func `a call that completes settles the operation`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            #expect(try await fleet.states(operation) == ["requested", "calling_adcp", "completed"])
            #expect(try await fleet.document(operation)["result"]?["media_buy_id"] == "mb_1")
            #expect(await agent.calls(of: "create_media_buy").count == 1)
            #expect(await agent.calls(of: "get_adcp_capabilities").count == 1)
        }
    }

    @Test(arguments: [("2 days", "3.1", 1), ("1 hour", "3.0", 0)])
    func `what an agent can is asked again when it is a day old, and believed until then`(
        age: String, version: String, questions: Int
    ) async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            let id = try await fleet.addAgent()
            try await fleet.database.recordCapabilities(
                AgentCapabilities(
                    version: "3.0", supportedVersions: ["3.0"], idempotencySupported: true, replaySeconds: 86_400,
                    pollTool: "get_task_status", listTool: nil, document: "{}"),
                of: id, tenant: fleet.tenant)
            _ = try await fleet.admin.query(
                Statement(sql: "update adcp.agents set capabilities_at = now() - $1::interval"), [.text(age)])
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            #expect(await agent.calls(of: "get_adcp_capabilities").count == questions)
            #expect(try await fleet.value("select adcp_version from adcp.agents") == version)
        }
    }

    @Test func `what is sent is what was frozen, with key, release and our own name for it`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                _ = try await instance.closedState(of: operation)
            }
            let call = try #require(await agent.calls(of: "create_media_buy").first)
            let frozen = try await fleet.value(
                "select frozen from adcp.operation_payloads where operation_id = $1::uuid", [.uuid(operation.id)])
            #expect(call.arguments == frozen)
            #expect(call.json["adcp_version"] == "3.1")
            #expect(call.json["idempotency_key"]?.string?.isEmpty == false)
            #expect(call.json["context"]?["operation_id"]?.string == operation.id.uuidString.lowercased())
        }
    }

    @Test(arguments: [
        ("input-required", "input_required"), ("auth-required", "auth_required"), ("working", "working"),
    ])
    func `an open answer is recorded as the agent tells it`(status: String, state: String) async throws {
        try await Fleet.with(isHurried: false) { fleet in
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy",
                { _ in .body(["status": .string(status), "task_id": "task_1", "reason": "APPROVAL_REQUIRED"]) })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                _ = try await instance.waiter.wait(for: .change(beyond: 2), of: operation, atMost: .seconds(60))
            }
            let document = try await fleet.document(operation)
            #expect(document["state"]?.string == state)
            #expect(document["task_id"] == "task_1")
            #expect(document["next_step"]?["step"] == "poll")
        }
    }

    @Test(arguments: [("rejected", "rejected"), ("canceled", "canceled"), ("failed", "failed")])
    func `a refusal settles the operation`(status: String, state: String) async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy",
                { _ in
                    .body([
                        "status": .string(status), "task_id": "task_1",
                        "errors": [["code": "POLICY_VIOLATION", "message": "No.", "recovery": "correctable"]],
                    ])
                })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == state)
        }
    }

    @Test func `a retry waits as long as the agent asks`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .error("RATE_LIMITED", recovery: "transient", retryAfter: 300) })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .observed(.call, .retried) = $0 { true } else { false } }
            }
            let wait = try await fleet.value(
                "select extract(epoch from due_at - updated_at)::text from adcp.schedule s join adcp.operations o on o.id = operation_id"
            )
            #expect(wait.flatMap(Double.init) ?? 0 >= 300)
            #expect(try await fleet.document(operation)["next_step"]?["step"] == "call")
            #expect(try await fleet.document(operation)["state"] == "calling_adcp")
        }
    }

    @Test func `an agent that does not tell what it can yet has been sent nothing and is asked again`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on(
                "get_adcp_capabilities", { _ in .notSent(reason: "No connection.") },
                { _ in .lost(reason: "No answer.") },
                { _ in .httpError(status: 500, retryAfterSeconds: nil) }, { _ in .capabilities(replaySeconds: nil) })
            await agent.on("create_media_buy", { _ in .bought })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            #expect(await agent.calls(of: "create_media_buy").count == 1)
        }
    }

    @Test func `an agent that speaks no release of ours is sent nothing`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("get_adcp_capabilities", { _ in .capabilities(versions: ["9.7"]) })
            try await fleet.addAgent()
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "failed")
            #expect(await agent.calls(of: "create_media_buy").isEmpty)
        }
    }

    @Test func `steps that meet an unknown agent together ask it once`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            try await fleet.addAgent()
            var operations: [OperationID] = []
            for _ in 1...20 { operations.append(try await fleet.submit()) }
            try await fleet.withInstance(agent) { instance in
                for operation in operations { _ = try await instance.closedState(of: operation) }
            }
            #expect(await agent.calls(of: "get_adcp_capabilities").count == 1)
            #expect(await agent.calls(of: "create_media_buy").count == 20)
        }
    }

    @Test func `the credential goes to the agent and nowhere else`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            try await fleet.database.putAgent(
                AgentDescription(name: "seller", url: "https://seller.example/mcp", credential: "env:SELLER_TOKEN"),
                tenant: fleet.tenant)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent, secrets: SecretSource(environment: ["SELLER_TOKEN": "hush\n"])) {
                _ = try await $0.closedState(of: operation)
            }
            #expect(await agent.calls(of: "create_media_buy").first?.endpoint.bearerToken == "hush")
            let document = try await fleet.document(operation).text
            #expect(!document.contains("hush"))
        }
    }

    @Test func `an agent is called over the transport that it is registered with`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            try await fleet.addAgent(transport: .a2a)
            let operation = try await fleet.submit()
            #expect(try await fleet.outcome(of: operation, with: agent) == "completed")
            #expect(await agent.calls.allSatisfy { $0.endpoint.transport == .a2a })
        }
    }

    @Test func `a number that A2A would change fails the operation before anything is sent`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            try await fleet.addAgent(transport: .a2a)
            let operation = try await fleet.submit(
                "create_media_buy", to: "seller", ["ext": ["n": .number("9007199254740993")]])
            #expect(try await fleet.outcome(of: operation, with: agent) == "failed")
            #expect(await agent.calls(of: "create_media_buy").isEmpty)
            #expect(try await fleet.document(operation)["reason"]?.string?.contains("2^53") == true)
        }
    }

    @Test func `without its credential an agent is not called, and the operation says why`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            try await fleet.database.putAgent(
                AgentDescription(name: "seller", url: "https://seller.example/mcp", credential: "env:SELLER_TOKEN"),
                tenant: fleet.tenant)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .observed(.call, .retried) = $0 { true } else { false } }
            }
            #expect(await agent.calls.isEmpty)
            #expect(
                try await fleet.document(operation)["reason"]
                    == "The agent's credential: env:SELLER_TOKEN is not there.")
        }
    }
}
