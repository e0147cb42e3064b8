import NIOCore
import NIOHTTP1

/// One JSON-RPC message to an agent and its answer, whatever the transport puts into them.
struct Exchange: Sendable {
    let outbound: OutboundClient
    let client: ClientInformation
    /// Bytes of an answer that are read, at most.
    let answerLimit: Int
    let signatures: RequestSignatures

    /// - Parameters:
    ///   - text: the message, sent byte for byte.
    ///   - id: its identifier, which the answer repeats; nil for a notification.
    ///   - call: what it calls, which the agent may want signed; nil for what calls nothing.
    func post(
        _ text: String, id: Int?, to url: OutboundURL, _ headers: HTTPHeaders, calling call: SignedCall? = nil
    ) async throws(OutboundFailure) -> Reply {
        var request = OutboundRequest(url: url, headers: headers, body: ByteBuffer(string: text))
        if let call { try self.signatures.sign(&request, of: call) }
        return try await self.outbound.send(request) { response in
            let content =
                if let id {
                    try await AnswerReader(id: id, limit: self.answerLimit).content(of: response)
                } else {
                    await AnswerReader.acknowledgement(response)
                }
            return Reply(response, content)
        }
    }

    /// What every message to an agent carries.
    func headers(accepting mediaTypes: String, bearerToken: String?) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "content-type": "application/json", "accept": mediaTypes, "user-agent": self.client.userAgent,
        ]
        if let bearerToken {
            headers.add(name: "authorization", value: "Bearer \(bearerToken)")
        }
        return headers
    }
}
