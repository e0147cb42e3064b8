import AdCP
import Foundation
import Testing

@testable import Orchestrator

struct FrozenRequestTests {
    private static let route = "0b6c2f6e-6f0b-4d6c-9f0e-2a8f4c1d2e3f"
    private static let key = Array(repeating: UInt8(7), count: 32)

    /// Members of the same names in other places, and text that looks like them.
    private static func text(credentials: String) -> String {
        let decoys = #""a": ["push_notification_config", {"authentication": {"credentials": "x"}}]"#
        let text = #""name": "\"push_notification_config\": {""#
        let registration =
            #"{"url": "https://x", "authentication": {"schemes": ["Bearer"], "credentials": "CREDENTIALS"}}"#
        let members = [
            decoys, text, #""adcp_version": "3.1""#, #""context": {"adcp_version": "9.9"}"#,
            "\"push_notification_config\": " + registration.replacing("CREDENTIALS", with: credentials),
        ]
        return "{" + members.joined(separator: ", ") + "}"
    }

    @Test func `only the secret's place changes`() throws {
        let tenant = UUID()
        let frozen = FrozenRequest(text: Self.text(credentials: "holdfast-webhook-secret:\(Self.route)"))
        let route = try #require(UUID(uuidString: Self.route))
        let secret = WebhookSecret(deploymentKey: Self.key, tenant: tenant, route: route)
        #expect(frozen.arguments(tenant: tenant, webhookKey: Self.key) == Self.text(credentials: secret.text))
        #expect(frozen.arguments(tenant: tenant, webhookKey: nil) == nil)
        #expect(frozen.version == "3.1")
    }

    @Test func `each of two addresses gets its own secret`() throws {
        let tenant = UUID()
        let routes = [UUID(), UUID()]
        func text(_ credentials: [String]) -> String {
            let members = zip(["push_notification_config", "reporting_webhook"], credentials).map { name, credentials in
                #""\#(name)": {"authentication": {"credentials": "\#(credentials)"}}"#
            }
            return "{" + members.joined(separator: ", ") + "}"
        }
        let frozen = FrozenRequest(text: text(routes.map { "holdfast-webhook-secret:\($0)" }))
        let secrets = routes.map { WebhookSecret(deploymentKey: Self.key, tenant: tenant, route: $0).text }
        #expect(frozen.arguments(tenant: tenant, webhookKey: Self.key) == text(secrets))
        #expect(frozen.arguments(tenant: tenant, webhookKey: nil) == nil)
    }

    @Test(arguments: ["a credential of its own", "holdfast-webhook-secret:not-a-route"])
    func `what names no secret stays as it is`(credentials: String) {
        let frozen = FrozenRequest(text: Self.text(credentials: credentials))
        #expect(frozen.arguments(tenant: UUID(), webhookKey: nil) == frozen.text)
    }

    @Test(arguments: [
        #"{}"#, #"{"adcp_version": 3}"#, #"{"x": {"adcp_version": "3.1"}}"#, #"{"adcp_version": "#, #"{"a"#, #"{"a\"#,
    ])
    func `a text without the member has no release`(text: String) {
        #expect(FrozenRequest(text: text).version == nil)
        #expect(FrozenRequest(text: text).arguments(tenant: UUID(), webhookKey: nil) == text)
    }
}
