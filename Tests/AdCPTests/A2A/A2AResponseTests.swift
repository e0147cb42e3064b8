import AdCP
import Testing

struct A2AResponseTests {
    @Test(arguments: A2AVector.all)
    func `a response holds what AdCP's rules find in it`(vector: A2AVector) {
        let response = A2AResponse(vector.response)
        #expect(response.state == vector.state)
        #expect(response.data == vector.data)
        #expect(response.isWrapped == (vector.testDescription == "a body wrapped once more is refused"))
    }

    @Test(arguments: A2AVector.all)
    func `whatever it holds makes a sound observation`(vector: A2AVector) {
        let answer = AgentAnswer.tool(ToolResult(A2AResponse(vector.response)))
        for version in ["3.0", "3.2"] {
            Observation(ofCall: "get_products", answer: answer, servedVersion: version).expectIsSound()
            Observation(ofPoll: "tk_1", of: "get_products", answer: answer, servedVersion: version).expectIsSound()
        }
    }

    // MARK: What it says of an operation

    private func observation(_ response: JSON, of task: String = "create_media_buy") -> Observation {
        Observation(
            ofCall: task, answer: .tool(ToolResult(A2AResponse(response))), servedVersion: "3.2")
    }

    private func over(_ state: String, _ body: JSON, metadata: JSON? = nil) -> JSON {
        var artifact: JSONObject = ["parts": [["data": body]]]
        artifact["metadata"] = metadata
        return ["id": "n1", "contextId": "c1", "status": ["state": .string(state)], "artifacts": [.object(artifact)]]
    }

    private func open(_ state: String, _ body: JSON?) -> JSON {
        var status: JSONObject = ["state": .string(state)]
        status["message"] = body.map { ["parts": [["data": $0]]] }
        return ["id": "n1", "contextId": "c1", "status": .object(status)]
    }

    private static let buy: JSON = [
        "media_buy_id": "mb_1", "confirmed_at": "2026-11-26T00:00:00Z", "revision": 1, "packages": [],
    ]

    @Test func `the same body has the same record over both transports`() {
        let answer = AgentAnswer.body(Self.buy)
        let direct = Observation(ofCall: "create_media_buy", answer: answer, servedVersion: "3.2")
        let carried = observation(["task": over("TASK_STATE_COMPLETED", Self.buy)])
        #expect(carried.outcome == .completed)
        #expect(carried.recordHash == direct.recordHash)
    }

    @Test func `a number that went through a double is the same number`() {
        let body = Self.buy.with(["budget": .number("3")])
        let carried = Self.buy.with(["budget": .number("3.0")])
        #expect(observation(over("completed", body)).recordHash == observation(over("completed", carried)).recordHash)
    }

    @Test func `submitted inside a completed task is submitted`() {
        let observed = observation(over("completed", ["status": "submitted", "task_id": "tk_1"]))
        #expect(observed.outcome == .submitted)
        #expect(observed.taskID == "tk_1")
    }

    @Test func `older sellers' submitted task names AdCP's in its metadata`() {
        let body: JSON = ["status": "submitted", "message": "Queued"]
        let observed = observation(over("submitted", body, metadata: ["adcp_task_id": "tk_7"]))
        #expect(observed.outcome == .submitted)
        #expect(observed.taskID == "tk_7")
    }

    @Test func `A2A's own task is never taken for AdCP's`() {
        #expect(observation(open("submitted", ["queue_position": 3])).taskID == nil)
        #expect(observation(open("submitted", nil)).outcome == .outcomeUnknown)
    }

    @Test(arguments: [
        ("TASK_STATE_WORKING", Observation.Outcome.working), ("input-required", .inputRequired),
        ("TASK_STATE_AUTH_REQUIRED", .authRequired),
    ])
    func `a task that is not over is where A2A says, unless its body says else`(
        state: String, outcome: Observation.Outcome
    ) {
        #expect(observation(open(state, ["message": "Wait"])).outcome == outcome)
        #expect(observation(open(state, nil)).outcome == outcome)
        #expect(observation(open(state, ["status": "input-required"])).outcome == .inputRequired)
        // Both cannot be true.
        #expect(observation(open(state, Self.buy.with(["status": "completed"]))).outcome == .outcomeUnknown)
    }

    @Test(arguments: ["TASK_STATE_CANCELED", "TASK_STATE_REJECTED"])
    func `an end that A2A tells counts where the body says nothing`(state: String) {
        let expected: Observation.Outcome = state.hasSuffix("REJECTED") ? .rejected : .canceled
        #expect(observation(open(state, nil)).outcome == expected)
        #expect(observation(over(state, ["status": "completed"])).outcome == .outcomeUnknown)
    }

    @Test func `a call that failed without an error of AdCP's settles nothing`() {
        let failed: JSON = [
            "id": "n1", "contextId": "c1", "status": ["state": "failed"],
            "artifacts": [["parts": [["data": ["context": ["a": 1]]], ["text": "it broke"]]]],
        ]
        #expect(observation(failed).outcome == .outcomeUnknown)
        #expect(observation(failed).reason == "it broke")
    }

    @Test func `a skill that the agent does not have`() {
        let failed: JSON = [
            "status": ["state": "TASK_STATE_FAILED"],
            "artifacts": [["parts": [["text": "Unknown skill: create_media_buy"]]]],
        ]
        #expect(observation(failed).outcome == .failed)
        #expect(observation(failed).errorCode == "UNSUPPORTED_FEATURE")
    }

    // MARK: Errors, in the order they are looked for (C §3.4)

    @Test func `an error in the artifact`() {
        let transient = observation(over("failed", ["adcp_error": .error("RATE_LIMITED", retryAfter: 5)]))
        #expect(transient.outcome == .retry)
        #expect(transient.retryAfterSeconds == 5)
        let terminal = observation(over("TASK_STATE_FAILED", ["adcp_error": .error("ACCOUNT_SUSPENDED")]))
        #expect(terminal.outcome == .failed)
        #expect(terminal.errorCode == "ACCOUNT_SUSPENDED")
    }

    @Test func `an error in the artifact comes before one in the message`() {
        let response: JSON = [
            "status": ["state": "failed", "message": ["parts": [["data": ["adcp_error": .error("BUDGET_TOO_LOW")]]]]],
            "artifacts": [["parts": [["data": ["adcp_error": .error("ACCOUNT_SUSPENDED")]]]]],
        ]
        #expect(observation(response).errorCode == "ACCOUNT_SUSPENDED")
        let message = response.with(["artifacts": [["parts": [["text": "no"]]]]])
        #expect(observation(message).errorCode == "BUDGET_TOO_LOW")
    }

    @Test func `an error beside the last data part counts`() {
        let parts: JSON = [["data": ["adcp_error": .error("ACCOUNT_SUSPENDED")]], ["data": ["context": [:]]]]
        let response: JSON = ["status": ["state": "failed"], "artifacts": [["parts": parts]]]
        #expect(observation(response).errorCode == "ACCOUNT_SUSPENDED")
    }

    @Test func `errors of a completed call fail it, too`() {
        let observed = observation(over("completed", ["errors": [.error("PRODUCT_NOT_FOUND")]]))
        #expect(observed.outcome == .failed)
        #expect(observed.errorCode == "PRODUCT_NOT_FOUND")
    }

    @Test func `a rejection keeps that name and its error`() {
        let observed = observation(over("TASK_STATE_REJECTED", ["adcp_error": .error("POLICY_VIOLATION")]))
        #expect(observed.outcome == .rejected)
        #expect(observed.errorCode == "POLICY_VIOLATION")
        // What would pass is asked again.
        #expect(observation(over("rejected", ["adcp_error": .error("RATE_LIMITED")])).outcome == .retry)
    }

    // MARK: Continuations

    @Test func `only a pause of A2A's own can be continued`() {
        func continuation(_ response: JSON) -> A2AContinuation? { ToolResult(A2AResponse(response)).continuation }
        #expect(continuation(open("input-required", nil)) == A2AContinuation(taskID: "n1", contextID: "c1"))
        #expect(continuation(["task": open("TASK_STATE_AUTH_REQUIRED", nil)]) != nil)
        #expect(continuation(open("working", nil)) == nil)
        #expect(continuation(over("completed", ["status": "input-required"])) == nil)
        #expect(continuation(open("input-required", nil).without("contextId")) == nil)
        #expect(continuation(open("input-required", nil).without("id")) == nil)
    }
}
