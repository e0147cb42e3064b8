import AdCP
import Testing

private let payload: JSON = [
    "idempotency_key": "whk_01HW9D3H8FZP2N6R8T0V", "operation_id": "op-5f0e", "task_id": "tk_1",
    "task_type": "create_media_buy",
    "protocol": "media-buy", "status": "completed", "timestamp": "2026-11-01T15:02:11Z", "token": "0123456789abcdef",
    "context_id": "c_1",
    "notification_id": "n_1", "message": "Booked",
    "result": ["media_buy_id": "mb_7", "confirmed_at": .null, "revision": 1, "packages": []],
]

private func read(_ json: JSON, _ version: String? = "3.1") throws(WebhookPayloadError) -> WebhookPayload {
    try WebhookPayload(body: json.text.utf8, servedVersion: version)
}

@Suite struct `a webhook's payload` {
    @Test func `says which delivery, operation and task, and what became of it`() throws {
        let read = try read(payload)
        #expect(read.idempotencyKey == "whk_01HW9D3H8FZP2N6R8T0V")
        #expect(read.operationID == "op-5f0e")
        #expect(read.taskID == "tk_1")
        #expect(read.taskType == "create_media_buy")
        #expect(read.timestamp == "2026-11-01T15:02:11Z")
        #expect(read.token == "0123456789abcdef")
        #expect(read.notificationID == "n_1")
        #expect(read.observation.outcome == .completed)
        #expect(read.observation.taskID == "tk_1")
        #expect(read.observation.contextID == "c_1")
        #expect(read.observation.sellerTime == "2026-11-01T15:02:11Z")
        #expect(read.observation.reason == "Booked")
        read.observation.expectIsSound()
    }

    struct Reported: Sendable {
        let status: String
        let result: JSON
        let outcome: Observation.Outcome

        init(_ status: String, _ result: JSON, _ outcome: Observation.Outcome) {
            self.status = status
            self.result = result
            self.outcome = outcome
        }
    }

    @Test(arguments: [
        Reported("submitted", ["status": "submitted", "task_id": "tk_1"], .submitted),
        Reported("working", ["percentage": 45], .working),
        Reported("input-required", ["reason": "APPROVAL_REQUIRED"], .inputRequired),
        Reported("auth_required", .null, .authRequired),
        Reported(
            "completed", ["media_buy_id": "mb_7", "confirmed_at": .null, "revision": 1, "packages": []], .completed),
        Reported("failed", ["adcp_error": .error("RATE_LIMITED")], .failed),
        Reported("failed", .null, .failed),
        Reported("canceled", .null, .canceled),
        Reported("rejected", ["reason": "No"], .rejected),
        Reported("unknown", .null, .retry),
        // Not an end that the payload proves.
        Reported("completed", .null, .retry),
        Reported("completed", [:], .retry),
        Reported("completed", ["status": "working"], .retry),
        Reported("failed", ["media_buy_id": "mb_7"], .retry),
        Reported("rejected", ["task_id": "tk_2"], .retry),
    ])
    func `with each status is the observation of that status`(_ reported: Reported) throws {
        let members: JSONObject = ["status": .string(reported.status), "result": reported.result]
        let observation = try read(payload.with(members)).observation
        #expect(observation.outcome == reported.outcome)
        #expect(try read(payload.with(members), nil).observation.outcome == reported.outcome)
        observation.expectIsSound()
    }

    @Test(
        arguments: ["idempotency_key", "operation_id", "task_id", "task_type", "status", "timestamp"])
    func `must have what its release demands`(member: String) throws {
        var object = payload.object ?? [:]
        object[member] = nil
        #expect(throws: WebhookPayloadError.missing(member)) { try read(.object(object)) }
        object[member] = .null
        #expect(throws: WebhookPayloadError.missing(member)) { try read(.object(object)) }
        for wrong in [5, [], [:], true, "", .string(String(repeating: "x", count: 5000))] as [JSON] {
            object[member] = wrong
            #expect(throws: WebhookPayloadError.invalid(member)) { try read(.object(object)) }
        }
    }

    @Test func `of 3-0 need not repeat the operation`() throws {
        let older = payload.without("operation_id")
        #expect(try read(older, "3.0").operationID == nil)
        #expect(try read(older, nil).operationID == nil)
        #expect(try read(older.with(["adcp_version": "3.0"]), "3.2").operationID == nil)
        #expect(throws: WebhookPayloadError.missing("operation_id")) {
            try read(older.with(["adcp_version": "3.1"]), "3.0")
        }
    }

    @Test(
        arguments: [
            ("status", "active"), ("status", "pending_creatives"), ("idempotency_key", "too-short"),
            ("idempotency_key", "whk 01HW9D3H8FZP2N6R8T0V"), ("timestamp", "2026-11-01T15:02:11"),
            ("timestamp", "yesterday"),
            ("token", "short"), ("token", 5), ("result", "done"), ("result", []), ("task_id", "a\u{7}b"),
            ("notification_id", ""),
        ] as [(String, JSON)])
    func `with a member that AdCP does not allow is refused, naming it`(member: String, value: JSON) {
        #expect(throws: WebhookPayloadError.invalid(member)) { try read(payload.with([member: value])) }
    }

    @Test func `that is a bare result is refused`() {
        #expect(throws: WebhookPayloadError.missing("idempotency_key")) {
            try read(["notification_type": "scheduled", "sequence_number": 31, "media_buy_deliveries": []])
        }
        #expect(throws: WebhookPayloadError.notAnObject) { try read([payload]) }
    }

    @Test func `with a name given twice is malformed, and the refusal quotes nothing`() throws {
        let text = #"{"status":"completed","status":"rejected"}"#
        let error = #expect(throws: WebhookPayloadError.self) {
            try WebhookPayload(body: text.utf8, servedVersion: nil)
        }
        guard case .malformed(let reason) = error else { return #expect(Bool(false)) }
        #expect(reason.reason == .duplicateName)
        #expect(error?.code == "webhook_body_malformed")
        #expect(error?.description.contains("rejected") == false)
        #expect(WebhookPayloadError.missing("x").code == "webhook_payload_invalid")
    }

    @Test func `tells a log which names were given twice, and nothing else of the body`() {
        let error = #expect(throws: WebhookPayloadError.self) {
            try WebhookPayload(body: #"{"to\u202eken":"secret","to\u202eken":1,"b":2,"b":3}"#.utf8, servedVersion: nil)
        }
        #expect(error?.logMetadata == ["duplicate_names": "to<sanitized:6>, b"])
        #expect(WebhookPayloadError.missing("x").logMetadata.isEmpty)
        let other = #expect(throws: WebhookPayloadError.self) {
            try WebhookPayload(body: #"{"secret":}"#.utf8, servedVersion: nil)
        }
        #expect(other?.logMetadata.isEmpty == true)
    }

    @Test func `has one fingerprint whatever its white space and order, and another for any other content`() throws {
        let spaced = #"{ "timestamp" : "2026-11-01T15:02:11Z","# + payload.without("timestamp").text.dropFirst()
        let first = try read(payload).fingerprint
        #expect(try WebhookPayload(body: Array(spaced.utf8), servedVersion: "3.1").fingerprint == first)
        #expect(try read(payload.with(["message": "booked"])).fingerprint != first)
        #expect(try read(payload.with(["something": "else"])).fingerprint != first)
        #expect(first.count == 32)
    }
}
