import AdCP
import NIOHTTP1

extension Exchange {
    /// Sends a message of MCP's.
    ///
    /// - Parameter signedFor: agent that may want it signed; nil for what no agent does.
    func post(
        _ message: OutgoingMessage, to url: OutboundURL, in session: Session? = nil, bearerToken: String?,
        signedFor agent: AgentEndpoint? = nil
    ) async throws(OutboundFailure) -> Reply {
        var headers = self.headers(accepting: "application/json, text/event-stream", bearerToken: bearerToken)
        if let session { headers.add(contentsOf: session.headers(for: message)) }
        return try await self.post(
            message.text(in: session, from: self.client), id: message.id, to: url, headers,
            calling: agent.map { SignedCall(agent: $0, task: message.tool, arguments: message.arguments) })
    }
}

extension Session {
    fileprivate func headers(for message: OutgoingMessage) -> HTTPHeaders {
        var headers: HTTPHeaders = ["mcp-protocol-version": self.version]
        if let id = self.id {
            headers.add(name: "mcp-session-id", value: id)
        }
        if self.isStateless {
            headers.add(name: "mcp-method", value: message.method)
            if let tool = message.tool { headers.add(name: "mcp-name", value: tool) }
        }
        return headers
    }
}
