import AdCP
import NIOCore
import NIOHTTP1

/// Finds the JSON-RPC answer to one message in an HTTP response.
struct AnswerReader: Sendable {
    let id: Int
    let limit: Int

    /// - Throws: what kept the body from being read.
    func content(of response: OutboundResponse) async throws -> Reply.Content {
        guard 200..<300 ~= response.status else { return await self.refusal(response) }
        // 202 and 204 acknowledge, but a request is there to be answered.
        guard response.status != 202, response.status != 204 else {
            return .none(reason: "HTTP \(response.status) in place of an answer")
        }
        if let coding = response.headers.first(name: "content-encoding"), coding.lowercased() != "identity" {
            return .none(reason: "an answer in an encoding that wasn't asked for")
        }
        switch response.mediaType {
        case "application/json": return try await self.single(response)
        case "text/event-stream": return try await self.streamed(response)
        default: return .none(reason: "an answer that is neither JSON nor an event stream")
        }
    }

    /// The answer to a notification: nothing, whatever it says. Read, if short, so that the connection can be used again.
    static func acknowledgement(_ response: OutboundResponse) async -> Reply.Content {
        if response.mediaType != "text/event-stream" {
            _ = try? await response.wholeBody(limit: 65_536)
        }
        return .none(reason: "HTTP \(response.status)")
    }

    /// An error status. Servers put JSON-RPC errors under it; if that cannot be read, the status still says what it says.
    private func refusal(_ response: OutboundResponse) async -> Reply.Content {
        let none = Reply.Content.none(reason: "HTTP \(response.status)")
        guard response.mediaType == "application/json",
            let body = try? await response.wholeBody(limit: self.limit),
            let message = try? JSON(parsing: body.readableBytesView),
            let error = message["error"].flatMap(RemoteError.init)
        else { return none }
        // Not compared by id: who refuses a request may not have read so far, and some servers put a word of their own.
        return .error(error)
    }

    private func single(_ response: OutboundResponse) async throws -> Reply.Content {
        let body = try await response.wholeBody(limit: self.limit)
        guard let message = try? JSON(parsing: body.readableBytesView) else {
            return .none(reason: "an answer that isn't JSON as we take it")
        }
        return self.answer(in: message, isAlone: true) ?? .none(reason: "an answer to something else")
    }

    private func streamed(_ response: OutboundResponse) async throws -> Reply.Content {
        var parser = EventStreamParser()
        var answer: Reply.Content?
        try await response.readBody(limit: self.limit) { part in
            answer = self.answer(in: parser.receive(part.readableBytesView))
            return answer == nil
        }
        return answer ?? self.answer(in: [parser.finish()].compactMap { $0 })
            ?? .none(reason: "an event stream that ended without the answer")
    }

    /// Notifications, requests of the server and answers to others are passed over; so is what cannot be read.
    private func answer(in events: [EventStreamParser.Event]) -> Reply.Content? {
        for event in events where event.type == "message" {
            if let message = try? JSON(parsing: event.data), let answer = self.answer(in: message, isAlone: false) {
                return answer
            }
        }
        return nil
    }

    /// - Parameter isAlone: nothing else can come in this response, so an error without an id is about our message.
    private func answer(in message: JSON, isAlone: Bool) -> Reply.Content? {
        guard message.object != nil, message["method"] == nil else { return nil }
        let isOurs = message["id"]?.int == self.id
        let isNobodys = message["id"]?.isNull ?? true
        switch (message["result"], message["error"].flatMap { $0.isNull ? nil : $0 }) {
        case (let result?, nil) where isOurs:
            return .result(result)
        case (nil, let error?) where isOurs || isAlone && isNobodys:
            return RemoteError(error).map(Reply.Content.error) ?? Reply.Content.none(reason: "a malformed error")
        default:
            return isOurs ? Reply.Content.none(reason: "an answer that is neither a result nor an error") : nil
        }
    }
}
