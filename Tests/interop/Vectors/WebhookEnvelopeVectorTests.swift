import AdCP
import Testing

/// What is a webhook's payload and what only looks like one, by AdCP's own cases.
@Suite(.timeLimit(.minutes(5)))
struct WebhookEnvelopeVectorTests {
    static func cases(_ kind: String) async throws -> [Vector] {
        try await Vector.cases(in: "webhook-receiver-envelope.json", kind)
    }

    private static func read(_ vector: Vector) throws -> WebhookPayload {
        try WebhookPayload(body: #require(vector["payload"]).text.utf8, servedVersion: "3.2")
    }

    @Test func `all cases are there`() async throws {
        #expect(try await Self.cases("positive").count == 2)
        #expect(try await Self.cases("negative").count == 3)
    }

    @Test(arguments: try await cases("positive"))
    func `a whole envelope is read`(vector: Vector) throws {
        let payload = try Self.read(vector)
        let sent = try #require(vector["payload"])
        #expect(payload.idempotencyKey == sent["idempotency_key"]?.string)
        #expect(payload.operationID == sent["operation_id"]?.string)
        #expect(payload.taskID == sent["task_id"]?.string)
        #expect(payload.taskType == sent["task_type"]?.string)
        #expect(payload.timestamp == sent["timestamp"]?.string)
        let report = try #require(payload.deliveryReport)
        let result = try #require(sent["result"])
        #expect(report.notificationType.rawValue == result["notification_type"]?.string)
        #expect(report.sequenceNumber == result["sequence_number"]?.int)
        #expect(report.periodStart == result["reporting_period"]?["start"]?.string)
        #expect(report.periodEnd == result["reporting_period"]?["end"]?.string)
        #expect(try report.deliveries.map { try JSON(parsing: $0.text) } == result["media_buy_deliveries"]?.array)
    }

    @Test(arguments: try await cases("positive").filter { $0["same_event_as"] != nil })
    func `the same event again is the same delivery`(vector: Vector) async throws {
        let first = try #require(
            try await Self.cases("positive").first { $0["id"]?.string == vector["same_event_as"]?.string })
        #expect(try Self.read(vector).idempotencyKey == Self.read(first).idempotencyKey)
        #expect(try Self.read(vector).fingerprint == Self.read(first).fingerprint)
    }

    @Test(arguments: try await cases("negative"))
    func `anything less is refused, naming what is wrong`(vector: Vector) throws {
        let expected: WebhookPayloadError? =
            switch try vector.string("expected_error") {
            case "missing_envelope_fields", "missing_idempotency_key": .missing("idempotency_key")
            case "invalid_envelope_status": .invalid("status")
            default: nil
            }
        #expect(throws: try #require(expected)) { try Self.read(vector) }
    }
}
