import Hummingbird
import Synchronization

/// Refuses requests beyond a number at once, so that a flood is told to come back instead of queueing for the database.
struct InFlightLimit: RouterMiddleware {
    private let places: Places

    init(maximum: Int) {
        self.places = Places(maximum: maximum)
    }

    func handle(
        _ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let place = self.places.take() else {
            throw Problem.retryLater(.overloaded, seconds: 1)
        }
        defer { place.giveBack() }
        return try await next(request, context)
    }
}
