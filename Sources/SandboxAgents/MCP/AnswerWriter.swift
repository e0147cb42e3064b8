import AdCP
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Puts the outcome of a call on the wire, in the form and the condition it is meant to arrive.
struct AnswerWriter: Sendable {
    private static let progressSteps = 4

    let seller: Seller
    /// A tool's answer as the transport carries it.
    var result: @Sendable (ToolAnswer) -> JSON = \.json
    /// The transport has event streams.
    var mayStream = true

    func response(
        to id: JSON, _ outcome: CallOutcome, progressToken: JSON?, _ context: SellerRequestContext
    ) async -> Response {
        switch outcome {
        case .answered(let answer):
            let message = ServerMessage.result(self.result(answer), id: id)
            guard await self.drawsEventStream() else { return .json(message) }
            return Self.stream(message, progressToken: progressToken)
        case .refused(let refusal):
            return await Self.response(refusal, context)
        case .broken(let breakage):
            return await Self.response(breakage, context)
        case .progressing(let seconds, let then):
            guard await self.drawsEventStream() else {
                await ToolService.pass(seconds: seconds)
                return await self.response(to: id, then, progressToken: progressToken, context)
            }
            return self.progress(seconds: seconds, then, to: id, progressToken: progressToken, context)
        }
    }

    private func drawsEventStream() async -> Bool {
        guard self.mayStream else { return false }
        return await self.seller.drawsEventStream()
    }

    private static func stream(_ message: JSON, progressToken: JSON?) -> Response {
        var events = [EventStream.comment]
        if let progressToken {
            events.append(EventStream.event(ServerMessage.progress(0.5, token: progressToken)))
        }
        events.append(EventStream.event(message))
        return Response(
            status: .ok, headers: [.contentType: EventStream.mediaType], body: .init(contentsOf: events))
    }

    /// Tells progress while time passes. An answer that is to be spoilt ends as a connection that breaks half-way.
    private func progress(
        seconds: Double, _ then: CallOutcome, to id: JSON, progressToken: JSON?, _ context: SellerRequestContext
    ) -> Response {
        let body = ResponseBody { writer in
            for step in 1...Self.progressSteps {
                let share = Double(step) / Double(Self.progressSteps)
                let event = progressToken.map { EventStream.event(ServerMessage.progress(share, token: $0)) }
                try await writer.write(event ?? EventStream.comment)
                await ToolService.pass(seconds: seconds / Double(Self.progressSteps))
            }
            guard case .answered(let answer) = then else { return await context.resetConnection() }
            try await writer.write(EventStream.event(ServerMessage.result(self.result(answer), id: id)))
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: EventStream.mediaType], body: body)
    }

    private static func response(_ refusal: Refusal, _ context: SellerRequestContext) async -> Response {
        switch refusal {
        case .reset:
            await context.resetConnection()
            return Response(status: .internalServerError)
        case .tooManyRequests:
            return Self.busy(.tooManyRequests)
        case .serviceUnavailable, .rateLimited, .unavailable:
            return Self.busy(.serviceUnavailable)
        case .internalServerError:
            return .text("sandbox: internal server error", "text/plain", status: .internalServerError)
        }
    }

    private static func response(_ breakage: Breakage, _ context: SellerRequestContext) async -> Response {
        switch breakage {
        case .reset:
            await context.resetConnection()
            return Response(status: .internalServerError)
        case .internalServerError:
            return .text("sandbox: internal server error", "text/plain", status: .internalServerError)
        case .serviceUnavailable:
            return Self.busy(.serviceUnavailable)
        case .html:
            return .text("<!doctype html><title>Welcome</title><p>Please log in to the Wi-Fi.", "text/html")
        case .garbage:
            return .text(#"{"jsonrpc":"2.0","id":1,"result":{"content":[{,"#, "application/json")
        case .nothing:
            return Response(status: .ok, headers: [.contentType: "application/json"])
        case .endless:
            return Self.endless(context)
        }
    }

    private static func busy(_ status: HTTPResponse.Status) -> Response {
        var response = Response.text("sandbox: try again later", "text/plain", status: status)
        response.headers[.retryAfter] = "1"
        return response
    }

    /// Ends when the reader has had enough, or the seller is told to stop.
    private static func endless(_ context: SellerRequestContext) -> Response {
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"result":{"text":""#))
            let chunk = ByteBuffer(repeating: UInt8(ascii: "a"), count: 65_536)
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                try await writer.write(chunk)
            }
            await context.resetConnection()
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }
}
