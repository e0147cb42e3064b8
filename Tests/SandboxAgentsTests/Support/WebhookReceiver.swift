import AdCP
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TestSupport
import ServiceLifecycle

/// A buyer's webhook endpoint: keeps what came and answers what the test wants.
struct WebhookReceiver: Sendable {
    struct Received: Sendable {
        let headers: HTTPFields
        let body: String

        var json: JSON { get throws { try JSON(parsing: self.body) } }
    }

    static let secret = "a webhook secret of more than thirty-two bytes"

    let url: String
    let received: AsyncStream<Received>

    /// - Parameter statuses: of the answers, in turn; the last one for all that follow.
    static func run<Result: Sendable>(
        answering statuses: [HTTPResponse.Status] = [.ok], _ body: @Sendable (WebhookReceiver) async throws -> Result
    ) async throws -> Result {
        let (received, source) = AsyncStream<Received>.makeStream()
        let answers = Answers(statuses)
        let router = Router()
        router.post("/hook") { request, _ in
            let body = try await String(buffer: request.body.collect(upTo: 1 << 20))
            let status = await answers.next()
            source.yield(Received(headers: request.headers, body: body))
            return Response(status: status)
        }
        return try await withWebServer(router.buildResponder()) { port in
            try await body(Self(url: "http://127.0.0.1:\(port)/hook", received: received))
        }
    }

    /// The next webhooks that arrive.
    func next(_ count: Int) async throws -> [Received] {
        var webhooks: [Received] = []
        for await webhook in self.received {
            webhooks.append(webhook)
            if webhooks.count == count { break }
        }
        return webhooks
    }

    /// What a request registers to be called back here.
    func registration(_ scheme: String = "HMAC-SHA256", operation: String = "operation") -> JSON {
        [
            "url": .string(self.url), "operation_id": .string(operation), "token": "a token of sixteen bytes",
            "authentication": ["schemes": [.string(scheme)], "credentials": .string(Self.secret)],
        ]
    }

    private actor Answers {
        private var statuses: [HTTPResponse.Status]

        init(_ statuses: [HTTPResponse.Status]) {
            self.statuses = statuses
        }

        func next() -> HTTPResponse.Status {
            guard let first = self.statuses.first else { return .ok }
            if self.statuses.count > 1 { self.statuses.removeFirst() }
            return first
        }
    }
}
