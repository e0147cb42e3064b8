import AdCP
import Hummingbird
import Testing

@testable import AgentClient

/// What each well-formed response is taken for.
struct AnswerTests {
    private func answer(
        arguments: String = "{}", configuration: MCPClient.Configuration = .init(),
        _ respond: @escaping @Sendable (MCPRequest) -> Response?
    ) async throws -> AgentAnswer {
        try await MCPServer.run({ $0.method == "tools/call" ? respond($0) : nil }) { server in
            try await withClient(configuration: configuration) { client in
                await client.call(arguments: arguments, at: server.url)
            }
        }
    }

    @Test func `a JSON answer`() async throws {
        let answer = try await answer { request in
            request.result([
                "isError": false,
                "content": [
                    ["type": "text", "text": "one"], ["type": "image", "text": "no"], ["type": "text", "text": "two"],
                ],
                "structuredContent": ["status": "submitted", "task_id": "t1", "budget": 1.50],
            ])
        }
        guard case .tool(let result) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(!result.isError)
        #expect(result.texts == ["one", "two"])
        #expect(result.structuredContent?["task_id"]?.string == "t1")
    }

    @Test func `an error of the tool`() async throws {
        let answer = try await answer {
            $0.result(["isError": true, "content": [["type": "text", "text": "Unknown tool: X"]]])
        }
        #expect(answer.kind == .tool(isError: true, nil))
    }

    @Test func `a result without any member but content`() async throws {
        #expect(try await answer { $0.result(["content": []]) }.kind == .tool(isError: false, nil))
        #expect(try await answer { $0.result([:]) }.kind == .tool(isError: false, nil))
    }

    @Test(arguments: [
        JSON.null, "done", 1, [], ["isError": "false"], ["isError": 0],
        ["resultType": "input_required", "content": []],
    ])
    func `a result that is no tool result tells nothing`(result: JSON) async throws {
        #expect(try await answer { $0.result(result) }.kind == .lost)
    }

    @Test func `a JSON-RPC error, with status 200 and with an error status`() async throws {
        #expect(try await answer { $0.error(-32602, "bad") }.kind == .protocolError(-32602))
        #expect(
            try await answer { $0.error(-32603, "oops", status: .internalServerError) }.kind == .protocolError(-32603))
        #expect(
            try await answer { $0.error(-32600, "bad", status: .badRequest, id: "server-error") }.kind
                == .protocolError(-32600))
        #expect(try await answer { $0.error(-32700, "parse error", id: .null) }.kind == .protocolError(-32700))
    }

    @Test func `data of a JSON-RPC error comes along, and a long message is cut`() async throws {
        let data: JSON = ["adcp_error": ["code": "RATE_LIMITED", "retry_after": 5]]
        let answer = try await answer {
            $0.error(-32029, String(repeating: "x", count: 5000), data: data, status: .tooManyRequests)
        }
        guard case .protocolError(-32029, let message, data) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(message.count == 1024)
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

    @Test(arguments: [400, 401, 403, 404, 405, 413, 500, 502, 504])
    func `an error status without a JSON-RPC error`(status: Int) async throws {
        // No session, so that 404 is not about it.
        let answer = try await MCPServer.run({ request in
            switch request.method {
            case "initialize": request.handshake(session: nil)
            case "tools/call": .text("<html>no</html>", type: "text/html", status: .init(code: status))
            default: nil
            }
        }) { server in
            try await withClient { await $0.call(at: server.url) }
        }
        #expect(answer.kind == .httpError(status, retryAfter: nil))
    }

    @Test func `Retry-After in seconds and as a date`() async throws {
        #expect(
            try await answer { _ in .status(.tooManyRequests, ["retry-after": "17"]) }.kind
                == .httpError(429, retryAfter: 17))
        #expect(
            try await answer { _ in .status(.serviceUnavailable, ["retry-after": "Fri, 31 Dec 2100 23:59:59 GMT"]) }
                .kind
                == .httpError(503, retryAfter: 3600))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is an answer and is not followed`(status: Int) async throws {
        try await MCPServer.run { elsewhere in
            let answer = try await answer { _ in
                .status(.init(code: status), ["location": elsewhere.url])
            }
            #expect(answer.kind == .httpError(status, retryAfter: nil))
            #expect(elsewhere.requests.isEmpty)
        }
    }

    @Test(arguments: [202, 204])
    func `an acknowledgement in place of an answer is a lost answer`(status: Int) async throws {
        #expect(try await answer { _ in .status(.init(code: status)) }.kind == .lost)
    }

    @Test(arguments: [
        ("<html>hello</html>", "text/html"), ("{}", "text/plain"), ("", "application/json"), ("{", "application/json"),
        ("[]", "application/json"), ("null", "application/json"), ("{}", "application/json"),
        (#"{"jsonrpc":"2.0","id":1,"result":{}}{"#, "application/json"), ("\u{0}", "application/json"),
        (#"{"jsonrpc":"2.0","id":999999,"result":{"content":[]}}"#, "application/json"),
        (#"{"jsonrpc":"2.0","id":999999,"error":{"code":1,"message":""}}"#, "application/json"),
        (#"{"jsonrpc":"2.0","method":"tools/call","id":1}"#, "application/json"),
        ("data: {}\n\n", "text/event-stream"), ("", "text/event-stream"), ("garbage", "text/event-stream"),
    ])
    func `200 with anything but the answer is a lost answer`(body: String, type: String) async throws {
        #expect(try await answer { _ in .text(body, type: type) }.kind == .lost)
    }

    @Test func `our id with neither or both of result and error is a lost answer`() async throws {
        #expect(try await answer { .json(["jsonrpc": "2.0", "id": $0.id]) }.kind == .lost)
        let both = try await answer {
            .json(["jsonrpc": "2.0", "id": $0.id, "result": [:], "error": ["code": 1, "message": ""]])
        }
        #expect(both.kind == .lost)
    }

    @Test func `a member given twice is a lost answer`() async throws {
        let answer = try await answer { request in
            let id = request.id.text
            return .text(
                #"{"jsonrpc":"2.0","id":\#(id),"result":{"isError":true,"isError":false}}"#, type: "application/json")
        }
        #expect(answer.kind == .lost)
    }

    @Test func `an answer in an encoding that was not asked for is a lost answer`() async throws {
        let answer = try await answer { request in
            var response = request.goodAnswer
            response.headers[.contentEncoding] = "gzip"
            return response
        }
        #expect(answer.kind == .lost)
    }

    @Test func `a content type with parameters and capitals`() async throws {
        let answer = try await answer { request in
            var response = request.goodAnswer
            response.headers[.contentType] = "Application/JSON; charset=utf-8"
            return response
        }
        #expect(answer.kind == .completed)
    }

    @Test func `an answer at the limit is read, one beyond it is lost`() async throws {
        var configuration = MCPClient.Configuration()
        configuration.answerLimit = 1000
        for (size, isRead) in [(1000, true), (1001, false)] {
            let answer = try await answer(configuration: configuration) { request in
                let body = request.resultLine(["status": "completed"])
                return .text(body + String(repeating: " ", count: size - body.utf8.count), type: "application/json")
            }
            #expect(answer.kind == (isRead ? .completed : .lost), "\(size) bytes")
        }
    }

    @Test func `what is sent is the arguments' text as it was given`() async throws {
        let arguments = #"{"n": 1.10,"s":"a\/b" , "u":"\u00fc"}"#
        try await MCPServer.run { server in
            try await withClient { client in
                #expect(await client.call("a_tool", arguments: arguments, at: server.url).kind == .completed)
                let call = try #require(server.requests.last)
                #expect(
                    call.body
                        == #"{"jsonrpc":"2.0","id":\#(call.id.text),"method":"tools/call","params":{"name":"a_tool","arguments":\#(arguments)}}"#
                )
            }
        }
    }
}
