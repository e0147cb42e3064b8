import AdCP
import Foundation

/// The arguments of a call as they were frozen: sent as they are, but for the secrets that are only named in them.
struct FrozenRequest {
    let text: String

    /// AdCP release that the request is pinned to.
    var version: String? {
        self.string(at: ["adcp_version"])
    }

    /// It holds a number that a transport which knows only doubles would change.
    var hasUnsafeNumber: Bool {
        (try? JSON(parsing: self.text))?.hasUnsafeNumber ?? false
    }

    /// The bytes to send: the same at every try, for as long as the deployment's key is the same.
    ///
    /// Secrets go to the two places that AdCP reads them from. The same words elsewhere are the caller's own and stay as they are.
    ///
    /// - Parameter webhookKey: what the secrets of webhooks are derived from; nil where the deployment has none.
    /// - Returns: nil when a secret is named and there is no key to derive it from.
    func arguments(tenant: UUID, webhookKey: [UInt8]?) -> String? {
        var text = self.text
        for path in Self.credentials {
            guard let place = JSONText(text: text).range(at: path), text[place].hasPrefix(Self.placeholder),
                let route = UUID(uuidString: String(text[place].dropFirst(Self.placeholder.count)))
            else { continue }
            guard let webhookKey else { return nil }
            let secret = WebhookSecret(deploymentKey: webhookKey, tenant: tenant, route: route)
            text.replaceSubrange(place, with: secret.text)
        }
        return text
    }

    /// Where `adcp.webhook_address` names the secret of a route, and how.
    private static let credentials = ["push_notification_config", "reporting_webhook"]
        .map { [$0, "authentication", "credentials"] }
    private static let placeholder = "holdfast-webhook-secret:"

    private func string(at path: [String]) -> String? {
        JSONText(text: self.text).range(at: path).map { String(self.text[$0]) }
    }
}
