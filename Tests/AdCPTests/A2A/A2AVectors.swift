import AdCP
import Testing

/// What an A2A response holds, case by case, after AdCP's rules for reading it (C §1.2). The cases are our own.
struct A2AVector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let response: JSON
    let state: TaskStatus
    let data: JSONObject?

    init(_ name: String, _ response: JSON, _ state: TaskStatus, _ data: JSON? = nil) {
        self.testDescription = name
        self.response = response
        self.state = state
        self.data = data?.object
    }

    static let all = final + interim + wrappers + hostile

    // MARK: Final

    private static let body: JSON = ["status": "completed", "products": [["product_id": "p1"]]]

    private static let final = [
        A2AVector("0.3, one data part", task("completed", artifact: [text, data(body)]), .completed, body),
        A2AVector(
            "1.0, parts without a kind", task("TASK_STATE_COMPLETED", artifact: [["data": body]]), .completed, body),
        A2AVector(
            "the last data part counts", task("completed", artifact: [data(["n": 1]), data(["n": 2]), text]),
            .completed,
            ["n": 2]),
        A2AVector(
            "a hundred data parts", task("completed", artifact: (0...120).map { data(["n": JSON($0)]) }), .completed,
            ["n": 120]),
        A2AVector(
            "the first artifact counts", task("completed", artifacts: [[data(["n": 1])], [data(["n": 2])]]), .completed,
            ["n": 1]),
        A2AVector(
            "the message where there is no artifact", task("completed", message: [text, data(body)]), .completed, body),
        A2AVector(
            "the message where artifacts are empty", task("completed", artifacts: [], message: [data(body)]),
            .completed,
            body),
        A2AVector(
            "the first data part of a message", task("failed", message: [data(["n": 1]), data(["n": 2])]), .failed,
            ["n": 1]),
        A2AVector("text alone is nothing", task("completed", artifact: [text]), .completed),
        A2AVector("text that is JSON is text", task("completed", artifact: [["text": .string(body.text)]]), .completed),
        A2AVector("canceled, with words alone", task("TASK_STATE_CANCELED", message: [text]), .canceled),
        A2AVector("canceled in another spelling", task("cancelled", artifact: [data(body)]), .canceled, body),
        A2AVector("rejected", task("TASK_STATE_REJECTED", artifact: [data(["n": 1])]), .rejected, ["n": 1]),
        A2AVector(
            "data that is null is passed over", task("completed", artifact: [data(body), data(.null)]), .completed, body
        ),
        A2AVector(
            "data that is a number is passed over", task("completed", artifact: [data(body), data(42)]), .completed,
            body),
        A2AVector("data that is text is none", task("completed", artifact: [data("x")]), .completed),
        A2AVector(
            "a body wrapped once more is refused", task("completed", artifact: [data(["response": body])]), .completed),
        A2AVector(
            "a body that has a response beside others is none of that",
            task("completed", artifact: [data(["response": body, "n": 1])]), .completed, ["response": body, "n": 1]),
        A2AVector(
            "a response that is no object is a member", task("completed", artifact: [data(["response": 1])]),
            .completed,
            ["response": 1]),
    ]

    // MARK: Not final

    private static let interim = [
        A2AVector(
            "working", task("TASK_STATE_WORKING", message: [text, data(["percentage": 45])]), .working,
            ["percentage": 45]),
        A2AVector(
            "input required", task("TASK_STATE_INPUT_REQUIRED", message: [data(["n": 1])]), .inputRequired, ["n": 1]),
        A2AVector("authorisation required", task("auth-required", message: [data(["n": 1])]), .authRequired, ["n": 1]),
        A2AVector("submitted", task("submitted", message: [data(["n": 1]), data(["n": 2])]), .submitted, ["n": 1]),
        A2AVector("no artifact before the end", task("working", artifact: [data(["n": 1])]), .working),
        A2AVector("no data part", task("working", message: [text]), .working),
    ]

    // MARK: Wrappers

    private static let update: JSON = [
        "taskId": "n1", "contextId": "c1", "status": status("working", [data(["n": 1])]),
    ]

    private static let wrappers = [
        A2AVector("a task", ["task": task("TASK_STATE_COMPLETED", artifact: [data(body)])], .completed, body),
        A2AVector("a status update", ["statusUpdate": update], .working, ["n": 1]),
        A2AVector("a status update without its wrapper", update, .working, ["n": 1]),
        A2AVector("one wrapper in another", ["task": ["task": task("completed", artifact: [data(body)])]], .unknown),
        A2AVector(
            "an artifact update has no state", ["artifactUpdate": ["artifact": ["parts": [data(body)]]]], .unknown),
        A2AVector("a message has no state", ["message": ["role": "ROLE_AGENT", "parts": [data(body)]]], .unknown),
        A2AVector(
            "a wrapper is the only member", ["task": task("completed", artifact: [data(body)]), "message": [:]],
            .unknown),
    ]

    // MARK: Hostile

    private static let hostile = [
        A2AVector("a state that nobody knows", task("done", artifact: [data(body)]), .unknown),
        A2AVector("an unspecified state", task("TASK_STATE_UNSPECIFIED", message: [data(body)]), .unknown),
        A2AVector(
            "a state that is no text", ["status": ["state": 1], "artifacts": [["parts": [data(body)]]]], .unknown),
        A2AVector("nothing", [:], .unknown),
        A2AVector(
            "parts that are no list", ["status": ["state": "completed"], "artifacts": [["parts": data(body)]]],
            .completed),
        A2AVector(
            "names that mean something elsewhere", task("completed", artifact: [data(["__proto__": ["x": true]])]),
            .completed, ["__proto__": ["x": true]]),
    ]

    // MARK: Parts

    private static let text: JSON = ["kind": "text", "text": "Some words"]

    private static func data(_ content: JSON) -> JSON { ["kind": "data", "data": content] }

    private static func status(_ state: String, _ message: [JSON]?) -> JSON {
        var status: JSONObject = ["state": .string(state), "timestamp": "2026-11-01T15:02:11Z"]
        status["message"] = message.map { ["role": "agent", "parts": .array($0)] }
        return .object(status)
    }

    static func task(_ state: String, artifact parts: [JSON]) -> JSON { self.task(state, artifacts: [parts]) }

    static func task(_ state: String, artifacts: [[JSON]]? = nil, message: [JSON]? = nil) -> JSON {
        var task: JSONObject = ["id": "n1", "contextId": "c1", "status": self.status(state, message)]
        task["artifacts"] = artifacts.map { .array($0.map { ["artifactId": "a", "parts": .array($0)] }) }
        return .object(task)
    }
}
