import NIOCore
import NIOHTTP1

/// Fetches JWK sets with one GET each, under the policy of everything outbound: no redirects, checked and pinned addresses.
public struct JWKSClient: Sendable {
    private let outbound: OutboundClient

    /// C §6.4, JWKS resolution: 64 KiB and ten seconds in all.
    private static let largestSet = 64 << 10
    private static let timeout = Duration.seconds(10)

    public init(outbound: OutboundClient) {
        self.outbound = outbound
    }

    /// The text at an address; nil when it cannot be had, or is not UTF-8.
    public func fetch(_ url: String) async -> String? {
        await withDeadline(.now + Self.timeout, fallback: nil) {
            guard let url = try? OutboundURL(parsing: url) else { return nil }
            let request = OutboundRequest(
                method: .GET, url: url, headers: ["Accept": "application/jwk-set+json, application/json"])
            return try? await self.outbound.send(request) { response in
                guard response.status == 200 else { return nil }
                let body = try await response.wholeBody(limit: Self.largestSet)
                return String(validating: body.readableBytesView, as: UTF8.self)
            }
        }
    }
}
