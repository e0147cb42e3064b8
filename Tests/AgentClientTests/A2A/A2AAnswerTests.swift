import AdCP
import Hummingbird
import Testing

@testable import AgentClient

/// What each response is taken for.
struct A2AAnswerTests {
    private func answer(
        configuration: ClientConfiguration = .init(),
        card: @escaping @Sendable (String) -> JSON = { CardFixture.card(url: $0) },
        _ respond: @escaping @Sendable (MCPRequest) -> Response?
    ) async throws -> AgentAnswer {
        try await A2AServer.run(card: card, { $0.path == "/a2a" ? respond($0) : nil }) { server in
            try await withA2AClient(configuration: configuration) { await $0.call(at: server.url) }
        }
    }

    @Test func `a task of either release`() async throws {
        for card in [{ @Sendable in CardFixture.card(url: $0) }, { @Sendable in CardFixture.legacy(url: $0) }] {
            let answer = try await answer(card: card) { $0.a2aResult(["status": "submitted", "task_id": "t1"]) }
            guard case .tool(let result) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(!result.isError)
            #expect(result.structuredContent == ["status": "submitted", "task_id": "t1"])
            #expect(result.texts == ["Done"])
            #expect(result.continuation == nil)
        }
    }

    @Test func `a task that failed`() async throws {
        let body: JSON = ["adcp_error": ["code": "RATE_LIMITED", "recovery": "transient"]]
        let answer = try await answer { $0.a2aResult(body, state: "FAILED") }
        #expect(answer.kind == .tool(isError: true, body))
        #expect(answer.error?.code == .rateLimited)
    }

    @Test func `a pause says where its answer goes`() async throws {
        let answer = try await answer { request in
            let message: JSON = ["role": "ROLE_AGENT", "parts": [["data": ["reason": "APPROVAL_REQUIRED"]]]]
            let status: JSON = ["state": "TASK_STATE_INPUT_REQUIRED", "message": message]
            return request.result(["task": ["id": "n1", "contextId": "c1", "status": status]])
        }
        guard case .tool(let result) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(result.structuredContent == ["reason": "APPROVAL_REQUIRED", "status": "input-required"])
        #expect(result.continuation == A2AContinuation(taskID: "n1", contextID: "c1"))
    }

    @Test func `a JSON-RPC error, with status 200 and with an error status`() async throws {
        #expect(try await answer { $0.error(-32602, "bad") }.kind == .protocolError(-32602))
        #expect(
            try await answer { $0.error(-32603, "oops", status: .internalServerError) }.kind == .protocolError(-32603))
        #expect(try await answer { $0.error(-32001, "no task") }.kind == .protocolError(-32001))
    }

    @Test(arguments: [401, 403, 429, 503])
    func `a status that speaks for itself is not hidden by an error of the transport`(status: Int) async throws {
        let answer = try await answer { request in
            var response = request.error(-32603, "no", status: .init(code: status))
            response.headers[.retryAfter] = "9"
            return response
        }
        #expect(answer.kind == .httpError(status, retryAfter: 9))
    }

    @Test(arguments: [301, 307, 400, 401, 404, 405, 413, 500, 502, 504])
    func `an error status without a JSON-RPC error`(status: Int) async throws {
        let answer = try await answer { _ in .text("<html>no</html>", type: "text/html", status: .init(code: status)) }
        #expect(answer.kind == .httpError(status, retryAfter: nil))
    }

    @Test(arguments: [
        ("<html>hello</html>", "text/html"), ("{}", "text/plain"), ("", "application/json"), ("{", "application/json"),
        ("[]", "application/json"), (#"{"jsonrpc":"2.0","id":999999,"result":{"task":{}}}"#, "application/json"),
    ])
    func `200 with anything but the answer is a lost answer`(body: String, type: String) async throws {
        #expect(try await answer { _ in .text(body, type: type) }.kind == .lost)
    }

    @Test(arguments: [JSON.null, "done", 1, []])
    func `a result that is no object is a lost answer`(result: JSON) async throws {
        #expect(try await answer { $0.result(result) }.kind == .lost)
    }

    @Test func `a number that A2A cannot have carried exactly is a lost answer`() async throws {
        #expect(
            try await answer { $0.a2aResult(["status": "completed", "n": .number("9007199254740992")]) }.kind == .lost)
        #expect(
            try await answer { $0.a2aResult(["status": "completed", "n": .number("9007199254740991")]) }.kind
                == .tool(isError: false, ["status": "completed", "n": .number("9007199254740991")]))
    }

    @Test func `an answer at the limit is read, one beyond it is lost`() async throws {
        var configuration = ClientConfiguration()
        configuration.answerLimit = 1000
        for (size, isRead) in [(1000, true), (1001, false)] {
            let answer = try await answer(configuration: configuration) { request in
                let id = request.id.text
                let body =
                    #"{"jsonrpc":"2.0","id":\#(id),"result":{"task":{"status":{"state":"TASK_STATE_COMPLETED"},"artifacts":[{"parts":[{"data":{"status":"completed"}}]}]}}}"#
                return .text(body + String(repeating: " ", count: size - body.utf8.count), type: "application/json")
            }
            #expect(answer.kind == (isRead ? .completed : .lost), "\(size) bytes")
        }
    }
}
