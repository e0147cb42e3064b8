import AdCP
import AgentClient
import Logging
import Orchestrator

/// The clients that speak to agents, for the length of a closure.
struct AgentCalls: Sendable {
    let caller: TransportClient
    let keys: PublishedKeys
    let webhooks: WebhookPosts
    /// The deployment's own keys, the one that signs first.
    let signers: [RequestSigner]

    static func with<Value: Sendable>(
        _ settings: Settings, logger: Logger = Logger(label: "holdfast.agents") { _ in SwiftLogNoOpLogHandler() },
        _ body: (AgentCalls) async throws -> Value
    ) async throws -> Value {
        let extent = try settings.signedExtent()
        let signers = try SecretSource().requestSigners(settings.signingKeys)
        let policy = OutboundPolicy(allowsLoopback: settings.isDevelopment)
        let outbound = OutboundClient(policy: policy)
        // For what is published of keys: five seconds to connect (C §6.4), and no place in the queues of calls.
        var brief = OutboundClient.Configuration()
        brief.connectTimeout = .seconds(5)
        let publications = OutboundClient(policy: policy, configuration: brief)
        var configuration = ClientConfiguration()
        configuration.version = Release.version
        configuration.requestSigner = signers.first
        configuration.signedExtent = extent
        let client = TransportClient(outbound: outbound, configuration: configuration, logger: logger)
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await body(
                    AgentCalls(
                        caller: client, keys: PublishedKeys(outbound: publications),
                        webhooks: WebhookPosts(client: WebhookPostClient(outbound: outbound)), signers: signers)))
        } catch {
            result = .failure(error)
        }
        await outbound.shutdown()
        await publications.shutdown()
        return try result.get()
    }
}

/// This deployment's way to itself.
struct WebhookPosts: WebhookPoster {
    let client: WebhookPostClient

    func post(_ url: String, fields: [(String, String)], body: [UInt8]) async -> WebhookPosted? {
        await self.client.post(url, fields: fields, body: body).map { WebhookPosted(status: $0.status, body: $0.body) }
    }
}
