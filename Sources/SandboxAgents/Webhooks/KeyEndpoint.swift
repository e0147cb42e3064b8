import AdCP
import Hummingbird

/// `/.well-known/jwks.json`: the public half of what webhooks are signed with.
struct KeyEndpoint: Sendable {
    let signer: WebhookSigner

    static let path = "/.well-known/jwks.json"

    func addRoutes(to router: Router<SellerRequestContext>) {
        router.get("\(Self.path)") { _, _ in
            let set: JSON = ["keys": .array([self.signer.publicKey])]
            return Response.json(set)
        }
    }
}
