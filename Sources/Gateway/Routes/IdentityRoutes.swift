import AdCP
import HTTPTypes
import Hummingbird

/// `/.well-known/brand.json` and `/.well-known/jwks.json`: the buyer's own, for sellers that verify its signatures. Without
/// authentication, and the same for everybody.
struct IdentityRoutes: Sendable {

    let identity: BuyerIdentity

    /// Kept no longer than sellers may: a key that is taken out shall be gone soon.
    private static let caching: HTTPFields = [.cacheControl: "public, max-age=300"]

    func add(to routes: Routes<GatewayContext>) {
        let (brand, keys) = (self.identity.brandDocument.text, self.identity.keySet.text)
        routes.on(.get, KeyDiscovery.wellKnownPath) { request, _ in
            _ = try Query(request, allowed: [])
            return .json(brand, headers: Self.caching)
        }
        routes.on(.get, KeyDiscovery.wellKnownKeys) { request, _ in
            _ = try Query(request, allowed: [])
            return .json(keys, headers: Self.caching)
        }
    }
}
