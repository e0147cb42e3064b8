import NIOCore
import NIOHTTP1

/// What a GET for a small document brought.
enum DocumentAnswer: Sendable, Equatable {
    case text(String)
    /// 404 or 410.
    case absent
    case redirect(to: String)
    /// Of more bytes than are read, or not in UTF-8.
    case unreadable
    /// Everything else, and no answer at all.
    case unavailable
}

/// Fetches the small documents that agents and their operators publish, with one GET each, under the policy of everything outbound:
/// no redirects, checked and pinned addresses.
struct DocumentClient: Sendable {
    let outbound: OutboundClient

    /// Time for one document, redirects included (C §6.4).
    static let timeout = Duration.seconds(10)

    /// - Parameter limit: bytes of the longest document that is read.
    func get(_ url: String, accepting mediaTypes: String, limit: Int) async -> DocumentAnswer {
        guard let url = try? OutboundURL(parsing: url) else { return .unavailable }
        let request = OutboundRequest(method: .GET, url: url, headers: ["Accept": mediaTypes])
        let answer = try? await self.outbound.send(request) { response -> DocumentAnswer in
            switch response.status {
            case 200:
                do {
                    let body = try await response.wholeBody(limit: limit)
                    let text = String(validating: body.readableBytesView, as: UTF8.self)
                    return text.map { .text($0) } ?? .unreadable
                } catch is BodyTooLarge {
                    return .unreadable
                }
            case 301, 302, 307, 308:
                return response.headers.first(name: "location").map { .redirect(to: $0) } ?? .unavailable
            case 404, 410: return .absent
            default: return .unavailable
            }
        }
        return answer ?? .unavailable
    }
}
