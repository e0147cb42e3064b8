import Gateway
import AsyncHTTPClient
import HTTPTypes
import HummingbirdTesting
import NIOCore
import TestSupport
import Testing

/// Clients that take too much or too long. Each test ends when the server ends it; none measures time.
@Suite(.database, .timeLimit(.minutes(5))) struct LimitTests {
    @Test func `a body that does not arrive in time is given up, and the connection closed`() async throws {
        try await TestGateway.with(.ahc(), configure: { $0.limits.bodyTimeout = .milliseconds(50) }) { gateway in
            try await RawConnection.with(port: gateway.client.port) { _, reader, writer in
                try await writer.write(
                    """
                    POST /v1/operations HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n\
                    Authorization: Bearer \(gateway.key.text)\r\nContent-Length: 100\r\n\r\n{"agent":
                    """)
                let answer = await reader.readToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 408 "))
                #expect(answer.contains("request_timeout"))
            }
        }
    }

    @Test func `a head that does not arrive in time closes the connection`() async throws {
        try await TestGateway.with(.ahc(), configure: { $0.limits.idleTimeout = .milliseconds(50) }) { gateway in
            try await RawConnection.with(port: gateway.client.port) { _, reader, writer in
                try await writer.write("GET /livez HTTP/1.1\r\nHost: te")
                #expect(await reader.readToEnd() == "")
            }
        }
    }

    @Test func `a client that announces too large a body is refused before it sends it`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            try await RawConnection.with(port: gateway.client.port) { _, reader, writer in
                try await writer.write(
                    """
                    POST /v1/operations HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n\
                    Authorization: Bearer \(gateway.key.text)\r\nContent-Length: 9999999999\r\n\r\n
                    """)
                let answer = await reader.readToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 413 "))
                #expect(answer.lowercased().contains("connection: close"))
            }
        }
    }

    @Test func `a body without a length is cut at the limit`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            try await RawConnection.with(port: gateway.client.port) { _, reader, writer in
                try await writer.write(
                    """
                    POST /v1/operations HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n\
                    Authorization: Bearer \(gateway.key.text)\r\nTransfer-Encoding: chunked\r\n\r\n
                    """)
                let chunk = "10000\r\n" + String(repeating: " ", count: 0x10000) + "\r\n"
                for _ in 0..<17 { try await writer.write(chunk) }
                #expect(await reader.readToEnd().hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test func `a client that does not take its answers is cut off`() async throws {
        try await TestGateway.with(.ahc(), configure: { $0.limits.writeTimeout = .milliseconds(50) }) { gateway in
            let note = String(repeating: "x", count: 1_000_000)
            let submitted = try await gateway.send(
                .post, "/v1/operations", body: TestGateway.submission(request: #"{"note":"\#(note)"}"#))
            let path = try #require(submitted.headers[.location])
            try await RawConnection.with(port: gateway.client.port) { wire, _, _ in
                let request =
                    "GET \(path) HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer \(gateway.key.text)\r\n\r\n"
                // Thirty megabytes of answers, of which nothing is read: more than the system keeps for us. Whoever sends
                // to a connection that was closed is told by a reset.
                wire.channel.writeAndFlush(ByteBuffer(string: String(repeating: request, count: 30)), promise: nil)
                while wire.channel.isActive {
                    try? await wire.channel.writeAndFlush(ByteBuffer(string: "GET")).get()
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }
    }

    @Test func `a refusal leaves the connection fit for the next request`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            try await RawConnection.with(port: gateway.client.port) { _, reader, writer in
                try await writer.write(
                    """
                    POST /v1/operations HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\n\
                    Authorization: Bearer \(gateway.key.text)\r\nContent-Length: 5\r\n\r\nhello\
                    HEAD /nowhere HTTP/1.1\r\nHost: test\r\n\r\n\
                    PUT /livez HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\n{}\
                    GET /livez HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n
                    """)
                let answers = await reader.readToEnd()
                let statuses = answers.split(separator: "HTTP/1.1 ").compactMap { $0.split(separator: " ").first }
                #expect(statuses == ["415", "404", "405", "200"])
                #expect(answers.hasSuffix(#"{"status":"ok"}"#))
            }
        }
    }

    @Test func `what is not HTTP is refused`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            try await RawConnection.with(port: gateway.client.port) { _, reader, writer in
                try await writer.write("HELO seller\r\n\r\n")
                #expect(await reader.readToEnd().hasPrefix("HTTP/1.1 400 "))
            }
        }
    }

    @Test func `beyond the limit, requests are refused at once and health is not`() async throws {
        try await TestGateway.with(.ahc(), configure: { $0.limits.requestsInFlight = 1 }) { gateway in
            let operation = try await gateway.submit()
            async let waited = gateway.get(operation.path, headers: [.prefer: "wait=50"])
            try await gateway.untilSomebodyWaits(for: operation)
            let refused = try await gateway.get("/v1/agents")
            #expect(refused.status == .serviceUnavailable)
            #expect(refused.problemCode == "overloaded")
            #expect(refused.headers[.retryAfter] == "1")
            #expect(try await gateway.get("/readyz").status == .ok)
            try await gateway.settle(operation)
            #expect(try await waited.status == .ok)
            #expect(try await gateway.get("/v1/agents").status == .ok)
        }
    }

    @Test func `a client that goes away is not waited for`() async throws {
        try await TestGateway.with(.ahc()) { gateway in
            let operation = try await gateway.submit()
            try await RawConnection.with(port: gateway.client.port) { _, _, writer in
                try await writer.write(
                    """
                    GET \(operation.path) HTTP/1.1\r\nHost: test\r\nPrefer: wait=60\r\n\
                    Authorization: Bearer \(gateway.key.text)\r\n\r\n
                    """)
                try await gateway.untilSomebodyWaits(for: operation)
            }
            try await gateway.untilNobodyWaits(for: operation)
        }
    }
}
