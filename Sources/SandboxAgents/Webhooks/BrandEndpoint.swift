import AdCP
import Foundation
import Hummingbird

/// `/.well-known/brand.json` and the list of revoked keys beside it: what this seller's operator vouches for. No key was ever revoked.
struct BrandEndpoint: Sendable {
    let signer: WebhookSigner

    static let path = "/.well-known/brand.json"
    private static let listLifetime: TimeInterval = 600

    func addRoutes(to router: Router<SellerRequestContext>) {
        router.get("\(Self.path)") { request, _ in
            let origin = try Self.origin(request)
            let agent: JSON = [
                "type": "sales", "id": "sandbox", "url": .string(origin + MCPEndpoint.path),
                "jwks_uri": .string(origin + KeyEndpoint.path),
            ]
            return Response.json(["agents": [agent]])
        }
        router.get("\(RevocationList.path)") { request, _ in
            let now = Date()
            let list = try self.signer.revocationList(
                of: [], issuer: try Self.origin(request), updated: Timestamp.text(now),
                nextUpdate: Timestamp.text(now.addingTimeInterval(Self.listLifetime)))
            return Response.text(list, "application/json")
        }
    }

    /// The address that the reader came by: a sandbox has no name of its own.
    private static func origin(_ request: Request) throws -> String {
        guard let authority = request.head.authority else { throw HTTPError(.badRequest) }
        return "http://\(authority)"
    }
}
