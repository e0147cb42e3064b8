import Database
import HTTPTypes
import Hummingbird

/// `/v1/operations/{id}/events`: the history of an operation, as a stream that ends when the operation is settled, or, for
/// clients that accept only JSON, as an array of what there is now.
struct EventRoutes: Sendable {
    let database: Database
    let streams: EventStreams

    /// Most events in one JSON answer; a `Link` header leads to the rest.
    private static let pageSize = 500

    func add(to routes: Routes<TenantContext>) {
        routes.on(.get, "/v1/operations/:operation/events") { request, context in
            try await self.events(request, context)
        }
    }

    private func events(_ request: Request, _ context: TenantContext) async throws -> Response {
        let operation = try context.operation()
        let after = try self.start(request)
        guard MediaTypes.prefersJSON(request.headers) else {
            return try await self.streams.response(operation, after: after, request, context)
        }
        let events = try await self.database.events(of: operation, after: after, limit: Self.pageSize)
        var headers: HTTPFields = [:]
        if events.count == Self.pageSize, let last = events.last {
            headers[.link] = "<?after=\(last.sequence)>; rel=\"next\""
        }
        return .json("[\(events.map(\.document).joined(separator: ","))]", headers: headers)
    }

    /// Where to begin: after the event that the client saw last.
    private func start(_ request: Request) throws(Problem) -> Int {
        let query = try Query(request, allowed: ["after"])
        let asked = try query.integer("after") ?? 0
        guard let header = request.headers[.lastEventID] else { return asked }
        guard let sequence = Int32(header), sequence >= 0 else {
            throw .field("Last-Event-ID", "is not the number of an event")
        }
        return Int(sequence)
    }
}
