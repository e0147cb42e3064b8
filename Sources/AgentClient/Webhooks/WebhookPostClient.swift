import NIOCore
import NIOHTTP1

/// Posts a webhook, under the policy of everything outbound: no redirects, checked and pinned addresses.
public struct WebhookPostClient: Sendable {
    private let outbound: OutboundClient

    private static let largestAnswer = 64 << 10
    private static let timeout = Duration.seconds(10)

    public init(outbound: OutboundClient) {
        self.outbound = outbound
    }

    /// Status and body of the answer; nil where nothing answers in ten seconds, or with more than 64 KiB.
    public func post(
        _ url: String, fields: [(String, String)], body: [UInt8]
    ) async -> (status: Int, body: String)? {
        await withDeadline(.now + Self.timeout, fallback: nil) {
            guard let url = try? OutboundURL(parsing: url) else { return nil }
            let request = OutboundRequest(
                url: url, headers: HTTPHeaders(fields), body: ByteBuffer(bytes: body))
            return try? await self.outbound.send(request) { response in
                let body = try await response.wholeBody(limit: Self.largestAnswer)
                return (response.status, String(buffer: body))
            }
        }
    }
}
