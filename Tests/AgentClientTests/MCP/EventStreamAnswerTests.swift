import AdCP
import Hummingbird
import Testing

@testable import AgentClient

struct EventStreamAnswerTests {
    private func answer(_ events: @escaping @Sendable (MCPRequest) -> String) async throws -> Kind {
        try await MCPServer.run({ $0.method == "tools/call" ? $0.events(events($0)) : nil }) { server in
            try await withClient { await $0.call(at: server.url).kind }
        }
    }

    private static let progress = #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":40}}"#

    @Test func `notifications, requests, comments and other ids come before the answer`() async throws {
        let kind = try await answer { request in
            """
            : hello

            id: 1
            data:

            event: message
            data: \(Self.progress)

            data: {"jsonrpc":"2.0","id":\(request.id.text),"method":"sampling/createMessage"}

            data: {"jsonrpc":"2.0","id":1000000,"result":{"isError":true}}

            data: not JSON

            event: other
            data: {"jsonrpc":"2.0","id":\(request.id.text),"result":{"isError":true}}

            event: message
            data: \(request.resultLine(["status": "completed"]))

            """
        }
        #expect(kind == .completed)
    }

    @Test func `an answer on several lines, ended by carriage returns`() async throws {
        let kind = try await answer { request in
            let lines = request.resultLine(["status": "completed"]).replacing(",", with: ",\r\ndata: ")
            return "event: message\r\ndata: \(lines)\r\n\r\n"
        }
        #expect(kind == .completed)
    }

    @Test func `the first answer counts`() async throws {
        let kind = try await answer { request in
            ["completed", "failed"].map { "data: \(request.resultLine(["status": .string($0)]))\n\n" }.joined()
        }
        #expect(kind == .completed)
    }

    @Test func `an answer whose blank line was forgotten`() async throws {
        #expect(try await answer { "data: \($0.resultLine(["status": "completed"]))" } == .completed)
    }

    @Test func `an error in the stream`() async throws {
        let kind = try await answer {
            #"data: {"jsonrpc":"2.0","id":\#($0.id.text),"error":{"code":-32602,"message":"no"}}"# + "\n\n"
        }
        #expect(kind == .protocolError(-32602))
    }

    @Test func `an error for nobody is not for us`() async throws {
        let kind = try await answer { _ in
            #"data: {"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"no"}}"# + "\n\n"
        }
        #expect(kind == .lost)
    }

    @Test func `a stream that ends without the answer`() async throws {
        #expect(try await answer { _ in "data: \(Self.progress)\n\n" } == .lost)
    }

    @Test func `the answer ends the wait, even if the stream goes on`() async throws {
        let kind = try await RawPeer.runMCP(
            onCall: { request, connection in
                try await connection.send(RawConnection.head("200 OK", ["content-type": "text/event-stream"]))
                try await connection.send(
                    "data: \(Self.progress)\n\ndata: \(request.result(#"{"status":"completed"}"#))\n\n")
                try await connection.hold()
            }
        ) { peer in
            try await withClient { await $0.call(at: peer.url).kind }
        }
        #expect(kind == .completed)
    }
}
