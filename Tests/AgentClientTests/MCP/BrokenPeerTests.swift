import AdCP
import NIOCore
import Testing

@testable import AgentClient

/// What the client makes of peers that break off, go on for ever or talk nonsense once a tool call has reached them.
struct BrokenPeerTests {
    private func answer(
        timeout: Duration = .seconds(30), limit: Int? = nil, onCall: @escaping RawPeer.Script
    ) async throws -> AgentAnswer {
        var configuration = MCPClient.Configuration()
        if let limit { configuration.answerLimit = limit }
        return try await RawPeer.runMCP(onCall: onCall) { peer in
            try await withClient(configuration: configuration) { client in
                // So that time is spent on the call alone.
                _ = try? await client.tools(of: AgentEndpoint(url: peer.url), timeout: .seconds(30))
                return await client.call(at: peer.url, timeout: timeout)
            }
        }
    }

    @Test func `closed without an answer`() async throws {
        #expect(try await answer(onCall: { _, connection in try await connection.close() }).kind == .lost)
    }

    @Test func `reset without an answer`() async throws {
        #expect(try await answer(onCall: { _, connection in try await connection.reset() }).kind == .lost)
    }

    @Test(arguments: [true, false])
    func `broken off in the middle of the body`(byReset: Bool) async throws {
        let answer = try await answer(
            onCall: { request, connection in
                let body = request.result(#"{"status":"completed"}"#)
                try await connection.send(
                    RawConnection.head("200 OK", ["content-type": "application/json"], length: body.utf8.count)
                        + body.dropLast(5))
                if byReset { try await connection.reset() } else { try await connection.close() }
            })
        #expect(answer.kind == .lost)
    }

    @Test func `broken off in the middle of the head`() async throws {
        let answer = try await answer(
            onCall: { _, connection in
                try await connection.send("HTTP/1.1 200 OK\r\ncontent-ty")
                try await connection.close()
            })
        #expect(answer.kind == .lost)
    }

    @Test func `an event stream broken off before the answer`() async throws {
        let answer = try await answer(
            onCall: { _, connection in
                try await connection.send(
                    RawConnection.head("200 OK", ["content-type": "text/event-stream", "transfer-encoding": "chunked"])
                        + "5\r\n: hi\n\r\n")
                try await connection.close()
            })
        #expect(answer.kind == .lost)
    }

    @Test func `a content length that is too short cuts the answer`() async throws {
        let answer = try await answer(
            onCall: { request, connection in
                try await connection.send(
                    RawConnection.head("200 OK", ["content-type": "application/json"], length: 10)
                        + request.result(#"{"status":"completed"}"#))
            })
        #expect(answer.kind == .lost)
    }

    @Test(arguments: [
        "garbage\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 OK 200\r\n\r\n", "\u{0}\u{1}\u{2}\u{3}",
        "220 mail.example ESMTP\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\nzz\r\n",
    ])
    func `not HTTP`(text: String) async throws {
        let answer = try await answer(
            onCall: { _, connection in
                try await connection.send(text)
                try await connection.close()
            })
        #expect(answer.kind == .lost)
    }

    @Test func `a body without end`() async throws {
        let answer = try await answer(
            limit: 100_000,
            onCall: { _, connection in
                try await connection.send(RawConnection.head("200 OK", ["content-type": "application/json"]))
                while true { try await connection.send(String(repeating: " ", count: 8192)) }
            })
        #expect(answer.kind == .lost)
        #expect(answer.reason?.contains("100000 bytes") == true)
    }

    @Test func `an event without end`() async throws {
        let answer = try await answer(
            limit: 100_000,
            onCall: { _, connection in
                try await connection.send(
                    RawConnection.head("200 OK", ["content-type": "text/event-stream"]) + "data: ")
                while true { try await connection.send(String(repeating: "x", count: 8192)) }
            })
        #expect(answer.kind == .lost)
    }

    @Test func `an error page without end still has its status`() async throws {
        let answer = try await answer(
            limit: 100_000,
            onCall: { _, connection in
                try await connection.send(RawConnection.head("502 Bad Gateway", ["content-type": "application/json"]))
                while true { try await connection.send(String(repeating: " ", count: 8192)) }
            })
        #expect(answer.kind == .httpError(502, retryAfter: nil))
    }

    @Test func `silence ends with the time`() async throws {
        let answer = try await answer(
            timeout: .seconds(2), onCall: { _, connection in try await connection.hold() })
        #expect(answer.kind == .lost)
    }

    @Test func `a drip is no sign of life`() async throws {
        let answer = try await answer(
            timeout: .seconds(2),
            onCall: { _, connection in
                try await connection.send(RawConnection.head("200 OK", ["content-type": "text/event-stream"]))
                let drip = connection.channel.eventLoop.scheduleRepeatedTask(
                    initialDelay: .zero, delay: .milliseconds(20)
                ) { _ in
                    connection.channel.writeAndFlush(ByteBuffer(string: ":\n"), promise: nil)
                }
                try? await connection.hold()
                drip.cancel()
            })
        #expect(answer.kind == .lost)
    }

    @Test func `interim responses come before the answer`() async throws {
        let answer = try await answer(
            onCall: { request, connection in
                try await connection.send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n")
                try await connection.answerJSON(request.result(#"{"status":"completed"}"#))
            })
        #expect(answer.kind == .completed)
    }

    @Test func `an answer whose end is the connection's`() async throws {
        let answer = try await answer(
            onCall: { request, connection in
                try await connection.send(
                    RawConnection.head("200 OK", ["content-type": "application/json", "connection": "close"])
                        + request.result(#"{"status":"completed"}"#))
                try await connection.close()
            })
        #expect(answer.kind == .completed)
    }
}
