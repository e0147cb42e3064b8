import AdCP
import Testing

private let buy: JSON = [
    "media_buy_id": "mb_7", "confirmed_at": "2026-11-01T15:02:10Z", "revision": 1, "packages": [],
    "context": ["operation_id": "op-1", "trace": "t"],
]

private let named: JSON = naming("tk_1")

private func naming(_ task: String) -> JSON { ["task_id": .string(task)] }

/// A2A's task, final or not, with the AdCP body where A2A has it.
private func task(_ state: String, _ data: JSON?, timestamp: JSON = "2026-11-01T15:02:11Z") -> JSON {
    let parts: JSON = .array([["text": "Booked"]] + [data.map { ["data": $0] }].compactMap(\.self))
    return [
        "id": "a2a-9", "contextId": "c-1", "status": ["state": .string(state), "timestamp": timestamp],
        "artifacts": [["artifactId": "r", "parts": parts]],
    ]
}

private func update(_ state: String, _ data: JSON?) -> JSON {
    let parts: JSON = .array(
        [["kind": "text", "text": "Please"]] + [data.map { ["kind": "data", "data": $0] }].compactMap(\.self))
    return [
        "taskId": "a2a-9", "contextId": "c-1",
        "status": ["state": .string(state), "message": ["role": "ROLE_AGENT", "parts": parts]],
    ]
}

private func read(
    _ body: JSON, transport: AgentTransport = .a2a, taskType: String? = "create_media_buy"
) throws(WebhookPayloadError) -> WebhookPayload {
    let body = try WebhookBody(body.text.utf8, servedVersion: "3.2", transport: transport)
    let isFound = try body.unknown.map { $0.operationID != nil || $0.taskID != nil } ?? false
    return try WebhookPayload(body, of: isFound ? taskType.map { WebhookOperation(id: "op-1", taskType: $0) } : nil)
}

@Suite struct `a push notification of A2A` {
    @Test(
        arguments: [
            ["task": task("TASK_STATE_COMPLETED", buy)], task("completed", buy),
            task("completed", buy).with(["kind": "task", "history": []]),
        ] as [JSON])
    func `that is final brings the task's result in its artifact`(body: JSON) throws {
        let read = try read(body)
        #expect(read.operationID == "op-1")
        #expect(read.taskID == nil)
        #expect(read.taskType == "create_media_buy")
        #expect(read.timestamp == "2026-11-01T15:02:11Z")
        #expect(read.observation.outcome == .completed)
        #expect(read.observation.taskID == nil)
        #expect(read.observation.contextID == "c-1")
        #expect(read.observation.reason == "Booked")
        #expect(
            try JSON(parsing: #require(read.observation.value)) == [
                "media_buy_id": "mb_7", "confirmed_at": "2026-11-01T15:02:10Z", "revision": 1, "packages": [],
            ])
        read.observation.expectIsSound()
    }

    @Test func `has the record that the same outcome has by any other channel`() throws {
        let direct = Observation(ofCall: "create_media_buy", answer: .body(buy), servedVersion: "3.2")
        #expect(try read(["task": task("completed", buy)]).observation.recordHash == direct.recordHash)
        #expect(direct.recordHash != nil)
    }

    struct Told: Sendable {
        let body: JSON
        let outcome: Observation.Outcome

        init(_ body: JSON, _ outcome: Observation.Outcome) {
            self.body = body
            self.outcome = outcome
        }
    }

    @Test(arguments: [
        Told(update("TASK_STATE_WORKING", named.with(["percentage": 60])), .working),
        Told(update("submitted", named), .submitted),
        Told(update("TASK_STATE_INPUT_REQUIRED", named.with(["reason": "BUDGET_EXCEEDS_LIMIT"])), .inputRequired),
        Told(update("auth-required", named), .authRequired),
        // The call is over, the AdCP task is not.
        Told(task("completed", named.with(["status": "submitted"])), .submitted),
        Told(task("TASK_STATE_COMPLETED", named.with(["status": "input-required"])), .inputRequired),
        Told(update("working", named.with(["status": "submitted"])), .submitted),
        Told(task("failed", named.with(["adcp_error": .error("BUDGET_TOO_LOW")])), .failed),
        Told(task("completed", named.with(["status": "failed", "errors": [.error("BUDGET_TOO_LOW")]])), .failed),
        Told(task("TASK_STATE_REJECTED", named.with(["reason": "No"])), .rejected),
        Told(task("TASK_STATE_CANCELLED", named), .canceled),
        // A media buy's status is not the task's.
        Told(task("completed", buy.with(["status": "active"])), .completed),
        // Nothing that these prove.
        Told(task("completed", named), .retry),
        Told(task("completed", named.with(["errors": [.error("BUDGET_TOO_LOW")]])), .retry),
        Told(task("failed", buy.with(["status": "completed"])), .retry),
        Told(update("working", buy.with(["status": "completed"])), .retry),
        Told(task("completed", buy.with(["status": 7])), .retry),
    ])
    func `says of the AdCP task what its body says, and else what A2A says`(told: Told) throws {
        let observation = try read(told.body).observation
        #expect(observation.outcome == told.outcome)
        observation.expectIsSound()
        let name = told.body["artifacts"] == nil ? "statusUpdate" : "task"
        #expect(try read(.object([name: told.body])).observation.outcome == told.outcome)
    }

    @Test func `that is final takes the last data part of the first artifact, and else the message's first`() throws {
        let parts: JSON = [["data": naming("tk_0")], ["data": naming("tk_1")], ["text": "x"]]
        var body = task("rejected", nil).with(["artifacts": [["parts": parts], ["parts": [["data": naming("tk_2")]]]]])
        #expect(try read(body).taskID == "tk_1")
        let status: JSON = ["state": "rejected", "message": ["parts": parts]]
        body = body.with(["artifacts": [["parts": [["text": "x"]]]], "status": status])
        #expect(try read(body).taskID == "tk_0")
    }

    @Test func `that is not final takes the message's first data part and no artifact`() throws {
        let parts: JSON = [["text": "x"], ["data": naming("tk_0")], ["data": naming("tk_1")]]
        let body = task("working", naming("tk_2")).with(["status": ["state": "working", "message": ["parts": parts]]])
        #expect(try read(body).taskID == "tk_0")
    }

    @Test func `may name its task where older sellers put it`() throws {
        let artifact: JSON = ["parts": [["data": ["reason": "No"]]], "metadata": ["adcp_task_id": "tk_5"]]
        #expect(try read(task("rejected", nil).with(["artifacts": [artifact]])).taskID == "tk_5")
        let update = update("working", ["percentage": 5]).with(["metadata": ["adcp_task_id": "tk_6"]])
        #expect(try read(["statusUpdate": update]).taskID == "tk_6")
    }

    @Test func `never has A2A's own task taken for AdCP's`() {
        #expect(throws: WebhookPayloadError.missing("task.artifacts[0].parts[1].data.task_id")) {
            try read(["task": task("completed", buy.without("context"))])
        }
        #expect(throws: WebhookPayloadError.missing("statusUpdate.task_id")) {
            try read(["statusUpdate": update("working", nil)])
        }
    }

    @Test func `must be of a task that somebody names`() throws {
        #expect(throws: WebhookPayloadError.missing("artifacts[0].parts[1].data.task_type")) {
            try read(task("completed", buy), taskType: nil)
        }
        let named = buy.with(["task_type": "update_media_buy"])
        #expect(try read(task("completed", named), taskType: nil).taskType == "update_media_buy")
    }

    @Test func `has its fingerprint for a key, so that an exact repeat is one delivery`() throws {
        let body: JSON = ["task": task("completed", buy)]
        let first = try read(body)
        let again = try WebhookPayload(
            WebhookBody(body.text.replacing("\":", with: "\" : ").utf8, servedVersion: "3.2", transport: .a2a),
            of: WebhookOperation(id: "op-1", taskType: "create_media_buy"))
        #expect(first.idempotencyKey == "a2a:\(first.fingerprint.hexadecimal)")
        #expect(again.idempotencyKey == first.idempotencyKey)
        let later: JSON = ["task": task("completed", buy, timestamp: "2026-11-01T15:02:12Z")]
        #expect(try read(later).idempotencyKey != first.idempotencyKey)
    }

    @Test func `repeats our token in its metadata`() throws {
        let body = task("completed", buy).with(["metadata": ["token": "0123456789abcdef"]])
        #expect(try read(body).token == "0123456789abcdef")
        #expect(throws: WebhookPayloadError.invalid("metadata.token")) {
            try read(task("completed", buy).with(["metadata": ["token": "short"]]))
        }
    }

    @Test(
        arguments: [
            (["task": ["task": task("completed", buy)]], .missing("task.status")), (["task": 5], .invalid("task")),
            (["message": ["parts": [["data": buy]]]], .missing("message.status")),
            (["artifactUpdate": ["artifact": ["parts": [["data": buy]]]]], .missing("artifactUpdate.status")),
            (task("active", buy), .invalid("status.state")), (task("unspecified", buy), .invalid("status.state")),
            (["task": ["status": [:]]], .missing("task.status.state")),
            (task("completed", buy, timestamp: "yesterday"), .invalid("status.timestamp")),
            (task("completed", buy).with(["artifacts": [:]]), .invalid("artifacts")),
            (task("completed", buy).with(["artifacts": [5]]), .invalid("artifacts[0]")),
            (task("completed", buy).with(["artifacts": [["parts": [5]]]]), .invalid("artifacts[0].parts[0]")),
            (task("completed", ["response": buy]), .invalid("artifacts[0].parts[1].data")),
            (task("completed", buy).with(["contextId": 5]), .invalid("contextId")),
        ] as [(JSON, WebhookPayloadError)])
    func `of any other shape is refused, naming what is wrong`(body: JSON, error: WebhookPayloadError) {
        #expect(throws: error) { try read(body) }
    }

    @Test func `from an agent of MCP is refused like anything else`() {
        for body in [
            ["task": task("completed", buy)], task("completed", buy), ["statusUpdate": update("working", buy)],
        ] {
            #expect(throws: WebhookPayloadError.missing("idempotency_key")) { try read(body, transport: .mcp) }
        }
    }

    @Test func `leaves AdCP's own form to agents of either transport`() throws {
        let body: JSON = [
            "idempotency_key": "whk_01HW9D3H8FZP2N6R8T0V", "operation_id": "op-2", "task_id": "tk_2",
            "task_type": "update_media_buy", "status": "canceled", "timestamp": "2026-11-01T15:02:11Z",
        ]
        #expect(try read(body).idempotencyKey == "whk_01HW9D3H8FZP2N6R8T0V")
        #expect(try read(body).taskType == "update_media_buy")
        #expect(throws: WebhookPayloadError.missing("idempotency_key")) {
            try read(["task": task("completed", buy), "something": "else"])
        }
    }
}
