import AdCP
import Database
import Postgres
import TestSupport
import Testing

/// `IDEMPOTENCY_IN_FLIGHT`: the seller works on an earlier call with our key.
@Suite(.database)
struct InFlightTests {
    @Test func `the same request goes out again while the seller may be at it, then its books are read`() async throws {
        try await Deployment.with { deployment in
            try await deployment.recordCapabilities(
                version: "3.1",
                document: #"{"adcp": {"idempotency": {"supported": true, "in_flight_max_seconds": 60}}}"#)
            let operation = try await deployment.submit()
            func isBusy() async throws {
                try await deployment.makeDue()
                let step = try #require(try await deployment.claim().first { $0.operation == operation })
                #expect(step.isResendable)
                _ = try await deployment.observe("outcome_unknown", step) { observed in
                    observed.errorCode = "IDEMPOTENCY_IN_FLIGHT"
                    observed.retryAfterSeconds = 2
                }
            }
            try await isBusy()
            try await isBusy()
            #expect(try await deployment.document(operation)["next_step"]?["step"] == "call")

            // The third failed try would wait for five minutes; the seller is done within sixty seconds.
            try await isBusy()
            let isSoon = try await deployment.administrator.query(
                Statement(sql: "select count(*) from adcp.schedule where due_at <= now() + interval '72 seconds'"))
            #expect(isSoon.int(0, 0) == 1)

            try await deployment.administrator.query(
                Statement(sql: "update adcp.operation_events set occurred_at = occurred_at - interval '61 seconds'"))
            try await isBusy()
            let document = try await deployment.document(operation)
            #expect(document["attention"] == "outcome_unknown")
            #expect(document["next_step"]?["step"] == "expire")
            #expect(try await deployment.claim().map(\.task) == ["get_media_buys"])
        }
    }
}
