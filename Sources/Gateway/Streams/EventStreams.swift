import AdCP
import Database
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Streams the events of operations as they happen (Server-Sent Events), a bounded number at once.
struct EventStreams: Sendable {
    let database: Database
    let waiting: Waiting
    let places: Places
    let keepAliveInterval: Duration

    /// How soon a client shall reconnect when a stream ends early.
    private static let retryMilliseconds = 2000
    private static let batchSize = 500

    func response(
        _ operation: OperationID, after sequence: Int, _ request: Request, _ context: TenantContext
    ) async throws -> Response {
        // Whether there is such an operation must be known before the stream begins.
        _ = try await self.waiting.current(operation)
        let headers: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-store", .connection: "close",
        ]
        guard request.method != .head else {
            return Response(status: .ok, headers: headers)
        }
        guard let place = self.places.take() else {
            throw Problem.retryLater(.overloaded, seconds: 5, detail: "Too many event streams are open.")
        }
        let logger = context.logger
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                defer { place.giveBack() }
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    do {
                        try await self.write(operation, after: sequence, to: &writer)
                    } catch let error as DatabaseError {
                        // The client comes back with the number of its last event and loses nothing.
                        logger.warning("Event stream ended early", metadata: ["error": "\(error)"])
                    }
                }
                try await writer.finish(nil)
            })
    }

    /// Returns when the operation is settled and all its events are written, or when this instance stops.
    private func write(
        _ operation: OperationID, after sequence: Int, to writer: inout any ResponseBodyWriter
    ) async throws {
        var sequence = sequence
        try await writer.write(ServerSentEvent.retry(milliseconds: Self.retryMilliseconds))
        while true {
            // The version comes first: whatever happens after it wakes us again.
            let version = try await self.waiting.current(operation)
            sequence = try await self.writeEvents(of: operation, after: sequence, to: &writer)
            guard !version.isSettled, try await self.awaitChange(beyond: version, to: &writer) else { return }
        }
    }

    private func writeEvents(
        of operation: OperationID, after sequence: Int, to writer: inout any ResponseBodyWriter
    ) async throws -> Int {
        var sequence = sequence
        while true {
            let events = try await self.database.events(of: operation, after: sequence, limit: Self.batchSize)
            try await writer.write(contentsOf: events.map(Self.render))
            sequence = events.last?.sequence ?? sequence
            guard events.count == Self.batchSize else { return sequence }
        }
    }

    /// False when this instance stops.
    private func awaitChange(
        beyond version: OperationVersion, to writer: inout any ResponseBodyWriter
    ) async throws -> Bool {
        while true {
            switch try await self.waiting.change(beyond: version, within: self.keepAliveInterval) {
            case .changed: return true
            case .stopping: return false
            case .silence: try await writer.write(ServerSentEvent.keepAlive)
            }
        }
    }

    private static func render(_ event: OperationEvent) -> ByteBuffer {
        let kind = (try? JSON(parsing: event.document))?["kind"]?.string
        return ServerSentEvent.event(id: event.sequence, kind: kind ?? "message", data: event.document)
    }
}
