import AdCP
import NIOCore

extension RawPeer {
    /// A peer that shakes hands as it should and then does its worst to tool calls.
    static func runMCP<Value: Sendable>(
        onCall: @escaping Script, _ body: (RawPeer) async throws -> Value
    ) async throws -> Value {
        try await self.run(
            { request, connection in
                if request.isCalling("initialize") {
                    try await connection.answer(
                        "200 OK", ["content-type": "application/json", "mcp-session-id": "raw"],
                        #"{"jsonrpc":"2.0","id":\#(request.id),"result":{"protocolVersion":"2025-06-18","capabilities":{}}}"#
                    )
                } else if request.isCalling("notifications/initialized") {
                    try await connection.answer("202 Accepted")
                } else if request.isCalling("tools/list") {
                    try await connection.answerJSON(#"{"jsonrpc":"2.0","id":\#(request.id),"result":{"tools":[]}}"#)
                } else {
                    try await onCall(request, connection)
                }
            }, body)
    }
}

extension RawPeer {
    /// A peer that shows an agent card as it should and then does its worst to messages.
    static func runA2A<Value: Sendable>(
        onCall: @escaping Script, _ body: (RawPeer) async throws -> Value
    ) async throws -> Value {
        try await self.run(
            { request, connection in
                if request.head.hasPrefix("GET ") {
                    let port = connection.channel.localAddress?.port ?? 0
                    try await connection.answerJSON(CardFixture.card(url: "http://127.0.0.1:\(port)/mcp").text)
                } else {
                    try await onCall(request, connection)
                }
            }, body)
    }
}

extension RawRequest {
    /// A tool result that answers this request.
    func result(_ structuredContent: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(self.id),"result":{"isError":false,"content":[],"structuredContent":\#(structuredContent)}}"#
    }
}
