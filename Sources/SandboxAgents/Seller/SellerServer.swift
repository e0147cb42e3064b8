import AdCP
import AsyncHTTPClient
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The seller as a running program: its server, its clock and its webhooks.
struct SellerServer: Service {
    let configuration: SellerConfiguration
    let logger: Logger
    /// Called once, with the URL that buyers use.
    let onListening: @Sendable (String) -> Void

    func run() async throws {
        let seller = try Seller(self.configuration)
        var clientConfiguration = HTTPClient.Configuration()
        clientConfiguration.redirectConfiguration = .disallow
        clientConfiguration.timeout = .init(connect: .seconds(5))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: clientConfiguration)
        do {
            try await self.services(seller, client).run()
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private func services(_ seller: Seller, _ client: HTTPClient) -> ServiceGroup {
        let deliverer = WebhookDeliverer(seller: seller, client: client, headers: .signing, logger: self.logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                TaskClock(seller: seller, logger: self.logger), deliverer, self.application(seller, deliverer),
            ],
            logger: self.logger)
        // Answers without end would hold a shutdown up for ever.
        configuration.maximumGracefulShutdownDuration = .seconds(3)
        return ServiceGroup(configuration: configuration)
    }

    private func application(_ seller: Seller, _ deliverer: WebhookDeliverer) -> some ApplicationProtocol {
        let router = Router(context: SellerRequestContext.self)
        let notifier = Notifier(seller: seller, client: deliverer.client, signer: deliverer.headers.signer)
        let tools = ToolService(seller: seller, deliverer: deliverer, notifier: notifier, logger: self.logger)
        let signatures = self.configuration.buyerKeys.map {
            SignatureCheck(keysURL: $0, client: deliverer.client, versions: self.configuration.versions)
        }
        var writer = AnswerWriter(seller: seller)
        if self.configuration.mcpRevision == .stateless { writer.result = { StatelessRevision.complete($0.json) } }
        MCPEndpoint(seller: seller, tools: tools, writer: writer, signatures: signatures).addRoutes(to: router)
        A2AEndpoint(seller: seller, tools: tools, signatures: signatures).addRoutes(to: router)
        OperatorEndpoint(seller: seller, notifier: notifier).addRoutes(to: router)
        KeyEndpoint(signer: deliverer.headers.signer).addRoutes(to: router)
        BrandEndpoint(signer: deliverer.headers.signer).addRoutes(to: router)
        let host = self.configuration.host
        let onListening = self.onListening
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: self.configuration.port)),
            onServerRunning: { channel in
                let shown = host.contains(":") ? "[\(host)]" : host
                let url = "http://\(shown):\(channel.localAddress?.port ?? 0)\(MCPEndpoint.path)"
                await seller.listens(at: url)
                onListening(url)
            },
            logger: self.logger)
    }
}
