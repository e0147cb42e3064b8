import AdCP
import NIOHTTP1
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import Orchestrator
import ServiceLifecycle
import TestSupport
import Testing

/// Stopping: what waits is answered, what streams ends, and nothing is cut off.
@Suite(.database, .timeLimit(.minutes(5))) struct ShutdownTests {
    @Test func `waits and streams end at once when the instance stops`() async throws {
        try await StoppableGateway.with { gateway in
            let operation = try await gateway.submit()
            async let waited = gateway.request(operation.path, headers: [("Prefer", "wait=60")])
            try await gateway.untilSomebodyWaits(for: operation)
            try await TestGateway.withStream(
                port: gateway.port, operation.path + "/events", key: gateway.key.text
            ) { stream in
                try await stream.read(until: "event: moved")
                await gateway.stop()
                let text = try await stream.readToEnd()
                #expect(StreamedEvent.all(in: text).count == 1)
            }
            let response = try await waited
            #expect(response.status == .ok)
            #expect(response.json["state"] == "requested")
        }
    }

    @Test func `an instance that is about to stop says so before it stops listening`() async throws {
        try await StoppableGateway.with(notice: .seconds(2)) { gateway in
            await gateway.stop()
            while true {
                let ready = try await gateway.request("/readyz")
                guard ready.status == .serviceUnavailable else { continue }
                #expect(ready.json["checks"]?["draining"] == "this instance is stopping")
                #expect(ready.json["checks"]?["database"] == "ok")
                break
            }
            #expect(try await gateway.request("/v1/agents").status == .ok)
        }
    }
}
