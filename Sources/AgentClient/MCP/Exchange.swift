import AdCP
import NIOCore
import NIOHTTP1

/// One message to a server and its answer.
struct Exchange: Sendable {
    let outbound: OutboundClient
    let client: ClientInformation
    /// Bytes of an answer that are read, at most.
    let answerLimit: Int

    func post(
        _ message: OutgoingMessage, to url: OutboundURL, in session: Session? = nil, bearerToken: String?
    ) async throws(OutboundFailure) -> Reply {
        let request = OutboundRequest(
            url: url, headers: self.headers(message, session, bearerToken),
            body: ByteBuffer(string: message.text(in: session, from: self.client)))
        return try await self.outbound.send(request) { response in
            let content =
                if let id = message.id {
                    try await AnswerReader(id: id, limit: self.answerLimit).content(of: response)
                } else {
                    await AnswerReader.acknowledgement(response)
                }
            return Reply(
                status: response.status,
                retryAfterSeconds: RetryAfter.seconds(
                    header: response.headers.first(name: "retry-after"), date: response.headers.first(name: "date")),
                sessionID: response.headers.first(name: "mcp-session-id"), content: content)
        }
    }

    private func headers(_ message: OutgoingMessage, _ session: Session?, _ bearerToken: String?) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            "user-agent": "\(self.client.name)/\(self.client.version)",
        ]
        if let bearerToken {
            headers.add(name: "authorization", value: "Bearer \(bearerToken)")
        }
        guard let session else { return headers }
        headers.add(name: "mcp-protocol-version", value: session.version)
        if let id = session.id {
            headers.add(name: "mcp-session-id", value: id)
        }
        if session.isStateless {
            headers.add(name: "mcp-method", value: message.method)
            if let tool = message.tool { headers.add(name: "mcp-name", value: tool) }
        }
        return headers
    }
}
