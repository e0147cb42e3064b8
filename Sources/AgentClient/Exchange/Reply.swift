import AdCP
import NIOHTTP1

/// The HTTP response to a message, as far as it matters here.
struct Reply: Sendable {
    enum Content: Sendable {
        case result(JSON)
        case error(RemoteError)
        /// No JSON-RPC answer to our message, and why.
        case none(reason: String)
    }

    let status: Int
    let headers: HTTPHeaders
    let content: Content

    init(_ response: OutboundResponse, _ content: Content) {
        self.status = response.status
        self.headers = response.headers
        self.content = content
    }

    var isSuccess: Bool { 200..<300 ~= self.status }

    /// The agent is there and said no; nothing will change soon.
    var isRefusal: Bool {
        400..<500 ~= self.status && ![408, 425, 429].contains(self.status)
    }

    var retryAfterSeconds: Int? { self.headers.retryAfterSeconds }
}

extension HTTPHeaders {
    /// How long the agent asks us to wait.
    var retryAfterSeconds: Int? {
        RetryAfter.seconds(header: self.first(name: "retry-after"), date: self.first(name: "date"))
    }
}
