import AdCP
import Testing

private let answered: JSON = [
    "task_id": "tk_1", "task_type": "create_media_buy", "protocol": "media-buy", "status": "completed",
    "created_at": "2026-11-01T09:00:00Z", "updated_at": "2026-11-01T15:02:11Z", "adcp_version": "3.1",
    "result": ["media_buy_id": "mb_7", "confirmed_at": .null, "revision": 1, "packages": []],
]

private let older = answered.with(["adcp_version": "3.0"])

extension AnswerCase {
    func checkPoll() {
        let observation = Observation(ofPoll: "tk_1", of: self.task, answer: self.answer, servedVersion: self.version)
        #expect(observation.outcome == self.outcome)
        #expect(observation.errorCode == self.code)
        observation.expectIsSound()
    }
}

@Suite struct `the answer to a poll` {
    @Test(
        arguments: [
            AnswerCase(name: "completed", answer: .body(answered), outcome: .completed),
            AnswerCase(
                name: "submitted", answer: .body(answered.with(["status": "submitted", "result": .null])),
                outcome: .submitted),
            AnswerCase(
                name: "working", answer: .body(answered.with(["status": "working", "result": .null])), outcome: .working
            ),
            AnswerCase(
                name: "input-required",
                answer: .body(answered.with(["status": "input_required", "result": ["reason": "APPROVAL_REQUIRED"]])),
                outcome: .inputRequired),
            AnswerCase(
                name: "auth-required", answer: .body(answered.with(["status": "auth-required"]).without("result")),
                outcome: .authRequired),
            AnswerCase(
                name: "canceled", answer: .body(answered.with(["status": "canceled", "result": .null])),
                outcome: .canceled),
            AnswerCase(
                name: "rejected", answer: .body(answered.with(["status": "rejected", "result": ["reason": "No"]])),
                outcome: .rejected),
            AnswerCase(
                name: "failed",
                answer: .body(answered.with(["status": "failed", "result": ["errors": [.error("RATE_LIMITED")]]])),
                outcome: .failed, code: "RATE_LIMITED"),
            AnswerCase(name: "in a text", answer: .texts(answered.text), outcome: .completed),
            AnswerCase(name: "without a task type", answer: .body(answered.without("task_type")), outcome: .completed),
            AnswerCase(
                name: "with a buy's status inside",
                answer: .body(
                    answered.with([
                        "result": [
                            "media_buy_id": "mb_7", "status": "rejected", "confirmed_at": .null, "revision": 1,
                            "packages": [],
                        ]
                    ])),
                outcome: .completed),
            AnswerCase(
                name: "a buy that is none, by its release",
                answer: .body(answered.with(["result": ["media_buy_id": "mb_7", "packages": []]])), outcome: .retry,
                code: "INVALID_RESULT"),
            AnswerCase(
                name: "the same by an older release",
                answer: .body(older.with(["result": ["media_buy_id": "mb_7", "packages": []]])), outcome: .completed),
        ])
    func `is where the task stands`(_ expected: AnswerCase) {
        expected.checkPoll()
    }

    @Test(
        arguments: [
            AnswerCase(name: "lost", answer: .lost(reason: "timeout"), outcome: .retry),
            AnswerCase(name: "not sent", answer: .notSent(reason: "timeout"), outcome: .retry),
            AnswerCase(name: "500", answer: .httpError(status: 500, retryAfterSeconds: nil), outcome: .retry),
            AnswerCase(
                name: "429", answer: .httpError(status: 429, retryAfterSeconds: 60), outcome: .retry,
                code: "RATE_LIMITED"),
            AnswerCase(
                name: "internal error", answer: .protocolError(code: -32603, message: "", data: nil), outcome: .retry),
            AnswerCase(
                name: "no such method", answer: .protocolError(code: -32601, message: "", data: nil), outcome: .retry,
                code: "UNSUPPORTED_FEATURE"),
            AnswerCase(
                name: "not found", answer: .error("REFERENCE_NOT_FOUND", recovery: "terminal"), outcome: .retry,
                code: "REFERENCE_NOT_FOUND"),
            AnswerCase(
                name: "not found, not flagged", answer: .body(["errors": [.error("REFERENCE_NOT_FOUND")]]),
                outcome: .retry,
                code: "REFERENCE_NOT_FOUND"),
            AnswerCase(
                name: "old release", answer: .error("VERSION_UNSUPPORTED"), outcome: .retry, code: "VERSION_UNSUPPORTED"
            ),
            AnswerCase(name: "credentials", answer: .error("AUTH_INVALID"), outcome: .retry, code: "AUTH_INVALID"),
            AnswerCase(name: "text", answer: .texts("Not found", isError: true), outcome: .retry),
            AnswerCase(name: "no text", answer: .texts(), outcome: .retry),
            AnswerCase(
                name: "unknown", answer: .body(answered.with(["status": "unknown"])), outcome: .retry,
                code: "INCOMPLETE_ANSWER"),
            AnswerCase(
                name: "strange status", answer: .body(answered.with(["status": "active"])), outcome: .retry,
                code: "INCOMPLETE_ANSWER"),
            AnswerCase(
                name: "no status", answer: .body(answered.without("status")), outcome: .retry, code: "INCOMPLETE_ANSWER"
            ),
            AnswerCase(
                name: "result is text", answer: .body(answered.with(["result": "done"])), outcome: .retry,
                code: "INCOMPLETE_ANSWER"),
            AnswerCase(
                name: "flagged as an error, with one",
                answer: .body(answered.with(["adcp_error": .error("RATE_LIMITED")]), isError: true),
                outcome: .retry, code: "RATE_LIMITED"),
        ])
    func `that tells nothing is no outcome`(_ expected: AnswerCase) {
        expected.checkPoll()
    }

    @Test(
        arguments: [
            AnswerCase(
                name: "another task", answer: .body(answered.with(["task_id": "tk_2"])), outcome: .retry,
                code: "CORRELATION_MISMATCH"),
            AnswerCase(
                name: "no task", answer: .body(answered.without("task_id")), outcome: .retry,
                code: "CORRELATION_MISMATCH"),
            AnswerCase(
                name: "another kind of task", answer: .body(answered.with(["task_type": "sync_creatives"])),
                outcome: .retry,
                code: "CORRELATION_MISMATCH"),
            AnswerCase(
                name: "kind of the wrong type", answer: .body(answered.with(["task_type": 5])), outcome: .retry,
                code: "CORRELATION_MISMATCH"),
            AnswerCase(
                name: "another task inside",
                answer: .body(
                    answered.with([
                        "result": [
                            "task_id": "tk_2", "media_buy_id": "mb_7", "confirmed_at": .null, "revision": 1,
                            "packages": [],
                        ]
                    ])),
                outcome: .retry,
                code: "CONTRADICTORY_ANSWER"),
            AnswerCase(
                name: "completed with an error", answer: .body(answered.with(["error": .error("RATE_LIMITED")])),
                outcome: .retry,
                code: "CONTRADICTORY_ANSWER"),
            AnswerCase(
                name: "failed with another error",
                answer: .body(
                    answered.with(["status": "failed", "error": .error("A"), "result": ["errors": [.error("B")]]])),
                outcome: .retry,
                code: "CONTRADICTORY_ANSWER"),
            AnswerCase(
                name: "failed with a buy", answer: .body(answered.with(["status": "failed"])), outcome: .retry,
                code: "CONTRADICTORY_ANSWER"),
            AnswerCase(
                name: "completed with a submission",
                answer: .body(answered.with(["result": ["status": "submitted", "task_id": "tk_1"]])),
                outcome: .retry, code: "CONTRADICTORY_ANSWER"),
            AnswerCase(
                name: "completed with errors", answer: .body(answered.with(["result": ["errors": [.error("B")]]])),
                outcome: .retry,
                code: "CONTRADICTORY_ANSWER"),
        ])
    func `that is about something else or contradicts itself is no outcome`(_ expected: AnswerCase) {
        expected.checkPoll()
    }

    @Test func `without the result is completed in 3-0, which has none, and not yet in 3-1, which must have it`() {
        let poll = { (body: JSON) in
            Observation(ofPoll: "tk_1", of: "create_media_buy", answer: .body(body), servedVersion: nil)
        }
        for result in [nil, .null, [:]] as [JSON?] {
            var body = older.object ?? [:]
            body["result"] = result
            #expect(poll(.object(body)).outcome == .completed)
            #expect(poll(.object(body)).value == nil)
            body["adcp_version"] = "3.1"
            #expect(poll(.object(body)).outcome == .retry)
            #expect(poll(.object(body)).errorCode == "INCOMPLETE_ANSWER")
        }
        #expect(poll(older).value != nil)
    }

    @Test func `with only a summary of the failure proves the failure and leaves the record open`() throws {
        let body = older.with(["status": "failed", "error": .error("PRODUCT_UNAVAILABLE")]).without("result")
        let observation = Observation(ofPoll: "tk_1", of: "create_media_buy", answer: .body(body), servedVersion: "3.0")
        #expect(observation.outcome == .failed)
        #expect(observation.errorCode == "PRODUCT_UNAVAILABLE")
        #expect(observation.recordHash == nil)
        #expect(try JSON(parsing: try #require(observation.value)) == ["errors": [.error("PRODUCT_UNAVAILABLE")]])
    }

    @Test func `brings the task, the agent's time and its wait`() {
        let completed = Observation(ofPoll: "tk_1", of: "create_media_buy", answer: .body(answered), servedVersion: nil)
        #expect(completed.taskID == "tk_1")
        #expect(completed.sellerTime == "2026-11-01T15:02:11Z")
        let throttled = Observation(
            ofPoll: "tk_1", of: "create_media_buy", answer: .error("RATE_LIMITED", retryAfter: 60), servedVersion: nil)
        #expect(throttled.retryAfterSeconds == 60)
        #expect(throttled.taskID == nil)
        #expect(throttled.value == nil)
    }
}
