import AdCP
import Gateway
import Database
import struct Foundation.UUID
import HTTPTypes
import HummingbirdTesting
import Orchestrator
import TestSupport
import Testing

/// `Prefer: wait` (RFC 7240). A wait that is not answered ends the test by its time limit.
@Suite(.database, .timeLimit(.minutes(5))) struct WaitTests {
    @Test func `a wait is answered when another connection settles the operation`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let operation = try await gateway.submit()
            async let waited = gateway.get(operation.path, headers: [.prefer: "wait=50"])
            try await gateway.untilSomebodyWaits(for: operation)
            try await gateway.settle(operation)
            let response = try await waited
            #expect(response.status == .ok)
            #expect(response.json["state"] == "completed")
            #expect(response.headers[.preferenceApplied] == "wait=50")
        }
    }

    @Test func `a wait is answered when the operation needs a person`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let operation = try await gateway.submit()
            async let waited = gateway.get(operation.path, headers: [.prefer: "respond-async, wait=50"])
            try await gateway.untilSomebodyWaits(for: operation)
            try await gateway.observe(operation, "working")
            try await gateway.observe(operation, "input_required")
            #expect(try await waited.json["state"] == "input_required")
        }
    }

    @Test func `a wait is answered when only a person can say what became of a call`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let operation = try await gateway.submit()
            async let waited = gateway.get(operation.path, headers: [.prefer: "wait=50"])
            try await gateway.untilSomebodyWaits(for: operation)
            let claim = try await gateway.database.claim(instance: UUID(), limit: 1, after: nil)
            let step = try #require(claim.steps.first)
            // This seller does not replay by key, so the call cannot be sent again.
            let lost = Observed(
                operation: operation, channel: .call, leaseToken: step.leaseToken, outcome: "outcome_unknown")
            _ = try await gateway.database.observe(instance: nil, [lost])
            gateway.signals.announce([operation])
            let document = try await waited.json
            #expect(document["state"] == "calling_adcp")
            #expect(document["attention"] == "outcome_unknown")
        }
    }

    @Test func `a submission can wait for its outcome`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            async let waited = gateway.send(
                .post, "/v1/operations", headers: [.prefer: "wait=50", .idempotencyKey: "one"],
                body: TestGateway.submission())
            let operation = try await gateway.untilSubmitted()
            try await gateway.untilSomebodyWaits(for: operation)
            try await gateway.settle(operation)
            let response = try await waited
            #expect(response.status == .created)
            #expect(response.json["state"] == "completed")
        }
    }

    @Test func `a client that has a version waits for another`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let operation = try await gateway.submit()
            async let waited = gateway.get(
                operation.path, headers: [.prefer: "wait=50", .ifNoneMatch: "W/\"1\""])
            try await gateway.untilSomebodyWaits(for: operation)
            try await gateway.observe(operation, "working")
            #expect(try await waited.json["state"] == "working")
        }
    }

    @Test func `a wait ends with what is known when its time is over`() async throws {
        try await TestGateway.with(.ahc(), configure: { $0.limits.longestWait = 1 }) { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.get(operation.path, headers: [.prefer: "wait=50"])
            #expect(response.status == .ok)
            #expect(response.json["state"] == "requested")
            #expect(response.headers[.preferenceApplied] == "wait=1")
            let unchanged = try await gateway.get(
                operation.path, headers: [.prefer: "wait=1", .ifNoneMatch: "W/\"1\""])
            #expect(unchanged.status == .notModified)
        }
    }

    @Test func `what is settled already is not waited for`() async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            try await gateway.settle(operation)
            let response = try await gateway.get(operation.path, headers: [.prefer: "wait=50"])
            #expect(response.json["state"] == "completed")
            #expect(response.headers[.preferenceApplied] == "wait=50")
        }
    }

    @Test func `beyond the limit of waits, requests are answered without waiting`() async throws {
        try await TestGateway.with(.ahc(), configure: { $0.limits.waits = 0 }) { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.get(operation.path, headers: [.prefer: "wait=50"])
            #expect(response.status == .ok)
            #expect(response.headers[.preferenceApplied] == nil)
        }
    }

    @Test(arguments: ["wait", "wait=soon", "wait=-1", "wait=99999999999", "respond-async"])
    func `a preference that cannot be read is ignored`(_ preference: String) async throws {
        try await TestGateway.with { gateway in
            let operation = try await gateway.submit()
            let response = try await gateway.get(operation.path, headers: [.prefer: preference])
            #expect(response.status == .ok)
            #expect(response.headers[.preferenceApplied] == nil)
        }
    }
}
