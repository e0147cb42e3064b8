import AdCP
import Testing

/// An answer and what it must come to.
struct AnswerCase: Sendable, CustomTestStringConvertible {
    let name: String
    var task = "create_media_buy"
    let answer: AgentAnswer
    var version: String? = "3.1"
    let outcome: Observation.Outcome
    var code: String?
    var taskID: String?

    var testDescription: String { self.name }
}

private let buy: JSON = [
    "media_buy_id": "mb_7", "confirmed_at": "2026-11-01T15:02:10Z", "revision": 1, "packages": [],
]

@Suite struct `the answer to a call: status` {
    @Test(
        arguments: [
            AnswerCase(
                name: "submitted", answer: .body(["status": "submitted", "task_id": "tk_1"]), outcome: .submitted,
                taskID: "tk_1"),
            AnswerCase(
                name: "submitted with advisory errors",
                answer: .body(["status": "submitted", "task_id": "tk_1", "errors": [.error("STALE_RESPONSE")]]),
                outcome: .submitted,
                taskID: "tk_1"),
            AnswerCase(
                name: "submitted, replayed",
                answer: .body(["status": "submitted", "task_id": "tk_1", "replayed": true]),
                outcome: .submitted, taskID: "tk_1"),
            AnswerCase(
                name: "submitted without a task", answer: .body(["status": "submitted"]), outcome: .outcomeUnknown,
                code: "INCOMPLETE_ANSWER"),
            AnswerCase(
                name: "submitted with a task that is no text", answer: .body(["status": "submitted", "task_id": 5]),
                outcome: .outcomeUnknown, code: "INCOMPLETE_ANSWER"),
            AnswerCase(
                name: "submitted with an endless task",
                answer: .body(["status": "submitted", "task_id": .string(String(repeating: "t", count: 513))]),
                outcome: .outcomeUnknown, code: "INCOMPLETE_ANSWER"),
            AnswerCase(name: "working", answer: .body(["status": "working", "percentage": 45]), outcome: .working),
            AnswerCase(
                name: "working with a task", answer: .body(["status": "WORKING", "task_id": "tk_1"]), outcome: .working,
                taskID: "tk_1"),
            AnswerCase(
                name: "input-required", answer: .body(["status": "input-required", "reason": "APPROVAL_REQUIRED"]),
                outcome: .inputRequired),
            AnswerCase(name: "input_required", answer: .body(["status": "input_required"]), outcome: .inputRequired),
            AnswerCase(name: "auth-required", answer: .body(["status": "auth-required"]), outcome: .authRequired),
            AnswerCase(name: "completed", answer: .body(buy.with(["status": "completed"])), outcome: .completed),
            AnswerCase(name: "no status", answer: .body(buy), version: "3.0", outcome: .completed),
            AnswerCase(name: "null status", answer: .body(buy.with(["status": .null])), outcome: .completed),
            AnswerCase(
                name: "partial success", task: "sync_creatives",
                answer: .body([
                    "status": "completed", "creatives": [["creative_id": "c_1", "action": "created"]],
                    "errors": [.error("FORMAT_NOT_SUPPORTED")],
                ]),
                outcome: .completed),
            AnswerCase(name: "canceled", answer: .body(["status": "canceled"]), outcome: .canceled),
            AnswerCase(
                name: "rejected", answer: .body(["status": "rejected", "reason": "No inventory"]), outcome: .rejected),
            AnswerCase(
                name: "failed with a task of its own",
                answer: .body(["status": "failed", "task_id": "tk_1", "errors": [.error("RATE_LIMITED")]]),
                outcome: .failed,
                code: "RATE_LIMITED", taskID: "tk_1"),
            AnswerCase(name: "failed without a word", answer: .body(["status": "failed"]), outcome: .failed),
            AnswerCase(
                name: "unknown", answer: .body(["status": "unknown", "task_id": "tk_1"]), outcome: .outcomeUnknown,
                code: "INCOMPLETE_ANSWER", taskID: "tk_1"),
            AnswerCase(
                name: "status of the wrong type", answer: .body(buy.with(["status": ["completed"]])),
                outcome: .outcomeUnknown,
                code: "INCOMPLETE_ANSWER"),
            AnswerCase(
                name: "completed without the buy", answer: .body(["status": "completed", "message": "Done"]),
                outcome: .outcomeUnknown,
                code: "INCOMPLETE_ANSWER"),
            AnswerCase(name: "nothing", answer: .body([:]), outcome: .outcomeUnknown, code: "INCOMPLETE_ANSWER"),
            AnswerCase(
                name: "only an echo", answer: .body(["context": ["operation_id": "1"], "message": "OK"]),
                outcome: .outcomeUnknown,
                code: "INCOMPLETE_ANSWER"),
            AnswerCase(
                name: "a status beside the status", answer: .body(buy.with(["task_status": "submitted"])),
                outcome: .completed),
            AnswerCase(
                name: "advisory adcp_error on a success",
                answer: .body(buy.with(["adcp_error": .error("STALE_RESPONSE")])),
                outcome: .completed),
        ])
    func `comes from the body, and is never guessed`(_ expected: AnswerCase) {
        expected.check()
    }

    @Test(
        arguments: [
            // On 3.0 and 3.1, the status of a media buy may stand where the task's does.
            AnswerCase(name: "active", answer: .body(buy.with(["status": "active"])), outcome: .completed),
            AnswerCase(
                name: "pending_creatives", answer: .body(buy.with(["status": "pending_creatives"])), outcome: .completed
            ),
            AnswerCase(
                name: "canceled buy", task: "update_media_buy", answer: .body(buy.with(["status": "canceled"])),
                outcome: .completed),
            AnswerCase(
                name: "rejected buy", answer: .body(buy.with(["status": "rejected"])), version: "3.0",
                outcome: .completed),
            AnswerCase(
                name: "rejected buy, release unsaid", answer: .body(buy.with(["status": "rejected"])), version: nil,
                outcome: .completed),
            AnswerCase(
                name: "rejected buy, the answer says 3.1",
                answer: .body(buy.with(["status": "rejected", "adcp_version": "3.1"])),
                version: "3.2", outcome: .completed),
            AnswerCase(
                name: "rejected buy, under both names",
                answer: .body(buy.with(["status": "rejected", "media_buy_status": "rejected"])), outcome: .completed),
            AnswerCase(
                name: "rejected task in 3.2", answer: .body(buy.with(["status": "rejected"])), version: "3.2",
                outcome: .rejected),
            AnswerCase(
                name: "rejected task, the buy has its own status",
                answer: .body(buy.with(["status": "rejected", "media_buy_status": "active"])), outcome: .rejected),
            AnswerCase(name: "rejected task without a buy", answer: .body(["status": "rejected"]), outcome: .rejected),
            AnswerCase(
                name: "failed is no status of a buy", answer: .body(buy.with(["status": "failed"])), outcome: .failed),
            AnswerCase(
                name: "submitted is no status of a buy",
                answer: .body(buy.with(["status": "submitted", "task_id": "tk_1"])),
                outcome: .submitted, taskID: "tk_1"),
            AnswerCase(
                name: "rejected rights in 3.0", task: "acquire_rights",
                answer: .body(["status": "rejected", "rights_id": "r_1", "reason": "Not for sale"]), version: "3.0",
                outcome: .completed),
            AnswerCase(
                name: "rejected rights task in 3.1", task: "acquire_rights",
                answer: .body(["status": "rejected", "rights_id": "r_1"]),
                outcome: .rejected),
            AnswerCase(
                name: "rejected elsewhere", task: "sync_accounts",
                answer: .body(["status": "rejected", "media_buy_id": "mb_7"]),
                version: "3.0", outcome: .rejected),
            AnswerCase(
                name: "a verdict", task: "check_governance",
                answer: .body([
                    "status": "denied", "check_id": "c_1", "plan_id": "p_1", "explanation": "Too much",
                    "findings": [["category_id": "budget", "severity": "critical", "explanation": "Too much"]],
                ]),
                version: "3.0", outcome: .completed),
            AnswerCase(
                name: "a verdict without its findings", task: "check_governance",
                answer: .body(["status": "denied", "check_id": "c_1", "plan_id": "p_1", "explanation": "Too much"]),
                version: "3.0", outcome: .outcomeUnknown, code: "INVALID_RESULT"),
            AnswerCase(
                name: "a word that no buy has", answer: .body(buy.with(["status": "booked"])), outcome: .outcomeUnknown,
                code: "INVALID_RESULT"),
            AnswerCase(
                name: "active without a buy", answer: .body(["status": "active"]), outcome: .outcomeUnknown,
                code: "INCOMPLETE_ANSWER"),
        ])
    func `of a resource is not the status of the task`(_ expected: AnswerCase) {
        expected.check()
    }

    @Test func `tells the agent's words, time and conversation`() {
        let observation = Observation(
            ofCall: "create_media_buy",
            answer: .body([
                "status": "submitted", "task_id": "tk_1", "context_id": "c_1", "timestamp": "2026-11-01T15:02:11Z",
                "message": "Awaiting\u{202E} IO",
            ]), servedVersion: "3.1")
        #expect(observation.contextID == "c_1")
        #expect(observation.sellerTime == "2026-11-01T15:02:11Z")
        #expect(observation.reason == "Awaiting IO")
        #expect(observation.value == nil)
        #expect(observation.recordHash == nil)
    }

    @Test func `of a pause comes with what it waits for, and without a record`() {
        let observation = Observation(
            ofCall: "create_media_buy",
            answer: .body([
                "status": "input-required", "reason": "BUDGET_EXCEEDS_LIMIT", "message": "Please confirm",
                "errors": [.error("BUDGET_EXCEEDED")],
            ]), servedVersion: "3.1")
        #expect(observation.reason == "BUDGET_EXCEEDS_LIMIT: Please confirm")
        #expect(observation.recordHash == nil)
        #expect(observation.value?.contains("BUDGET_EXCEEDED") == true)
    }
}

extension AnswerCase {
    /// Exactly one outcome, with the settlement's record if it is one, and nothing that the database would refuse.
    func check() {
        let observation = Observation(ofCall: self.task, answer: self.answer, servedVersion: self.version)
        #expect(observation.outcome == self.outcome)
        #expect(observation.errorCode == self.code)
        #expect(observation.taskID == self.taskID)
        observation.expectIsSound()
    }
}
