import HTTPTypes
import Hummingbird

/// Adds routes to a router and to the index that knows which methods each has.
struct Routes<Context: RequestContext> {
    let group: RouterGroup<Context>
    let index: RouteIndex

    func on(
        _ method: HTTPRequest.Method, _ path: String,
        _ handler: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        self.index.add(path, method)
        self.group.on(RouterPath(path), method: method, use: handler)
    }
}
