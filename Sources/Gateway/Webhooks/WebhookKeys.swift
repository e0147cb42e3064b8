import AdCP
import Database
import Foundation

/// The deployment's keys that the secrets of webhook routes are derived from: the present one first, then those that are
/// being replaced and are good for what was registered under them. Never shown.
public struct WebhookKeys: Sendable, CustomStringConvertible, CustomReflectable {
    private let keys: [[UInt8]]

    /// - Parameter keys: at least 32 random bytes each, the same on every instance; empty where webhooks are not used.
    public init(_ keys: [[UInt8]]) {
        self.keys = keys
    }

    /// Without a key no webhook can be verified, and nobody is asked to send one.
    var isEmpty: Bool { self.keys.isEmpty }

    func secrets(of route: WebhookRoute) -> [WebhookSecret] {
        self.secrets(tenant: route.tenant, route: route.id)
    }

    func secrets(tenant: UUID, route: UUID) -> [WebhookSecret] {
        self.keys.map { WebhookSecret(deploymentKey: $0, tenant: tenant, route: route) }
    }

    public var description: String { "\(self.keys.count) webhook keys" }

    public var customMirror: Mirror { Mirror(self, children: []) }
}
