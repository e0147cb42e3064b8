import AdCP
import Database
import Foundation
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct WebhookRaceTests {
    @Test func `a webhook that overtakes the answer settles the operation, and the late answer changes nothing`()
        async throws
    {
        try await Fleet.with { fleet in
            let gate = Gate()
            let agent = ScriptedAgent()
            await agent.on(
                "create_media_buy",
                { _ in
                    await gate.pass()
                    return .submitted("task_1")
                })
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent, webhookKey: Array(repeating: 7, count: 32)) { instance in
                for await call in agent.arrivals where call.tool == "create_media_buy" { break }
                let receipt = try await fleet.database.accept(
                    try await fleet.webhook(from: seller, about: operation, task: "task_1", status: "completed"))
                #expect(receipt.answer == .accepted)
                let settled = try await fleet.document(operation)
                #expect(settled["state"] == "completed")
                gate.open()
                await instance.events.first { if case .observed(.call, .stale) = $0 { true } else { false } }
            }
            let document = try await fleet.document(operation)
            #expect(document["state"] == "completed")
            #expect(document["channel"] == "webhook")
            #expect(document["task_id"] == "task_1")
            #expect(document["result"]?["media_buy_id"] == "mb_1")
            #expect(try await fleet.value("select count(*)::text from adcp.schedule") == "0")
        }
    }

    @Test func `after the deadline the operation has timed out, and the late truth still counts`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .submitted("task_1") })
            await agent.on("get_task_status", { _ in .polled("task_1", "submitted") })
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let operation = try await fleet.submit(deadlineSeconds: 1)
            #expect(
                try await fleet.outcome(of: operation, with: agent, webhookKey: Array(repeating: 7, count: 32))
                    == "timed_out")
            #expect(try await fleet.document(operation)["channel"] == "clock")
            _ = try await fleet.database.accept(
                try await fleet.webhook(from: seller, about: operation, task: "task_1", status: "completed"))
            #expect(try await fleet.states(operation).suffix(2) == ["timed_out", "completed"])
        }
    }

    @Test func `a webhook's secret is filled in where AdCP reads it, and nowhere else`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            await agent.on("create_media_buy", { _ in .bought })
            let seller = try await fleet.addAgent(webhookMode: .hmacSHA256)
            let route = try await fleet.route(of: seller)
            let placeholder = "holdfast-webhook-secret:\(route.id.uuidString.lowercased())"
            let key = Array(repeating: UInt8(7), count: 32)
            let operation = try await fleet.submit(
                "create_media_buy", to: "seller",
                ["ext": ["push_notification_config": ["authentication": ["credentials": .string(placeholder)]]]])
            #expect(try await fleet.outcome(of: operation, with: agent, webhookKey: key) == "completed")

            let sent = try #require(await agent.calls(of: "create_media_buy").first)
            let secret = WebhookSecret(deploymentKey: key, tenant: fleet.tenant, route: route.id)
            let registration = sent.json["push_notification_config"]
            #expect(registration?["authentication"]?["credentials"]?.string == secret.text)
            #expect(registration?["operation_id"]?.string == operation.id.uuidString.lowercased())
            #expect(
                sent.json["ext"]?["push_notification_config"]?["authentication"]?["credentials"]?.string == placeholder)
            let kept = try await fleet.value("select frozen from adcp.operation_payloads")
            #expect(kept?.contains(secret.text) == false)
        }
    }

    @Test func `without the deployment's key a request that names a secret waits`() async throws {
        try await Fleet.with { fleet in
            let agent = ScriptedAgent()
            try await fleet.addAgent(webhookMode: .hmacSHA256)
            let operation = try await fleet.submit()
            try await fleet.withInstance(agent) { instance in
                await instance.events.first { if case .observed(.call, .retried) = $0 { true } else { false } }
            }
            #expect(await agent.calls(of: "create_media_buy").isEmpty)
            #expect(try await fleet.document(operation)["next_step"]?["step"] == "call")
        }
    }
}
