import AdCP
import Testing

@Suite struct `hostile answers` {
    static let members = [
        "status", "task_id", "task_type", "context_id", "message", "timestamp", "updated_at", "adcp_version",
        "adcp_error", "errors", "error",
        "result", "media_buy_id", "media_buy_status", "packages", "replayed", "context", "reason", "code", "recovery",
        "retry_after", "details",
        "__proto__", "", "idempotency_key", "operation_id", "token", "\u{202E}",
    ]
    static let texts = [
        "submitted", "working", "completed", "failed", "rejected", "canceled", "unknown", "input-required",
        "auth_required", "active", "tk_1",
        "create_media_buy", "RATE_LIMITED", "transient", "3.0", "3.1", "2026-11-01T15:02:11Z", "", "\u{1}", "\u{202E}x",
        "{\"status\":\"completed\"}",
        String(repeating: "x", count: 5000), "whk_01HW9D3H8FZP2N6R8T0V",
    ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `of any shape give exactly one sound observation`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<250 {
            let value = Self.value(depth: 4, &random)
            let answer = Self.answer(value, &random)
            let task = ["create_media_buy", "get_products", "acquire_rights", "x"].randomElement(using: &random) ?? "x"
            let version = [nil, "3.0", "3.1", "3.2", "nonsense"].randomElement(using: &random) ?? nil
            Observation(ofCall: task, answer: answer, servedVersion: version).expectIsSound(
                "seed \(seed), round \(round)")
            let poll = Observation(ofPoll: "tk_1", of: task, answer: answer, servedVersion: version)
            poll.expectIsSound("seed \(seed), round \(round)")
            #expect(poll.outcome != .outcomeUnknown)
            _ = AgentCapabilities(answer)
            if let payload = try? WebhookPayload(body: value.text.utf8, servedVersion: version) {
                payload.observation.expectIsSound()
            }
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `of damaged bytes are read or refused`(seed: UInt64) throws {
        var random = SeededGenerator(seed: 100 + seed)
        for _ in 0..<250 {
            var bytes = Array(Self.value(depth: 4, &random).text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let value = try? JSON(parsing: bytes) {
                #expect(try JSON(parsing: value.text) == value)
                #expect(try JSON(parsing: value.canonical).canonical == value.canonical)
            }
        }
    }

    @Test func `that are deep or long are dealt with`() {
        let deep = String(repeating: "{\"a\":", count: 100_000) + "1" + String(repeating: "}", count: 100_000)
        let long = String(repeating: "m", count: 200_000)
        for answer in [
            .texts(deep), .texts(deep, isError: true), .texts(long, isError: true), .lost(reason: "x"),
            .body(["status": "submitted", "task_id": "tk_1", "message": .string(long), "context_id": .string(long)]),
            .protocolError(code: .min, message: long, data: .string(long)),
            .httpError(status: .max, retryAfterSeconds: .min),
            .httpError(status: 503, retryAfterSeconds: .max),
        ] as [AgentAnswer] {
            Observation(ofCall: "create_media_buy", answer: answer, servedVersion: nil).expectIsSound()
            Observation(ofPoll: "tk_1", of: "create_media_buy", answer: answer, servedVersion: nil).expectIsSound()
        }
    }

    private static func answer(_ value: JSON, _ random: inout SeededGenerator) -> AgentAnswer {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .texts("?", value.text, isError: Bool.random(using: &random))
        case 1:
            .protocolError(
                code: Int.random(in: -32800 ... -32500, using: &random), message: value["message"]?.string ?? "x",
                data: value)
        case 2:
            .httpError(
                status: Int.random(in: 0...999, using: &random),
                retryAfterSeconds: Int.random(in: -9...9999, using: &random))
        default: .body(value, isError: Int.random(in: 0..<4, using: &random) == 0)
        }
    }

    private static func value(depth: Int, _ random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 5), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .number(["0", "-1", "1e300", "5", "3.5", "99999999999999999999"].randomElement(using: &random) ?? "0")
        case 3, 4: .string(Self.texts.randomElement(using: &random) ?? "")
        case 5: .array((0..<Int.random(in: 0..<3, using: &random)).map { _ in Self.value(depth: depth - 1, &random) })
        default: .object(Self.object(depth: depth, &random))
        }
    }

    private static func object(depth: Int, _ random: inout SeededGenerator) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0..<9, using: &random) {
            object[Self.members.randomElement(using: &random) ?? ""] = Self.value(depth: depth - 1, &random)
        }
        return object
    }
}
