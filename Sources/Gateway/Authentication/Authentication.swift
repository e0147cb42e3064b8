import Database
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// Lets requests pass that carry a good API key, and tells the handlers whose it is.
///
/// A key of unknown form, of an unknown tenant, an unknown key and a revoked one are all answered alike.
struct Authentication: RouterMiddleware {
    let database: Database
    let cache: APIKeyCache

    static let refusal = Problem(
        .unauthorized, detail: "The request carries no valid API key.",
        hint: "Send Authorization: Bearer with the key of your tenant.",
        headers: [.wwwAuthenticate: "Bearer realm=\"holdfast\""])

    func handle(
        _ request: Request, context: GatewayContext, next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard let key = BearerToken.read(request.headers).flatMap(APIKey.init) else { throw Self.refusal }
        let hash = key.hash
        var name = self.cache.name(of: key, hash: hash)
        if name == nil {
            name = try await self.database.checkAPIKey(tenant: key.tenant, hash: hash)
            guard let name else { throw Self.refusal }
            self.cache.remember(key, hash: hash, name: name)
        }
        var context = context
        context.tenant = key.tenant
        context.keyName = name
        context.logger[metadataKey: "tenant"] = .string(key.tenant.uuidString.lowercased())
        return try await next(request, context)
    }
}
