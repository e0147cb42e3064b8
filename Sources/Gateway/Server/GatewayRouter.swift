import Database
import Hummingbird
import Orchestrator

/// Every route, with what stands before it.
struct GatewayRouter {
    let router = Router(context: GatewayContext.self, options: .autoGenerateHeadEndpoints)

    init(
        _ configuration: GatewayConfiguration, database: Database, acceptor: WebhookAcceptor, signals: ChangeSignals,
        waiter: OperationWaiter, drain: Drain
    ) {
        let limits = configuration.limits
        let index = RouteIndex()
        let body = BodyReader(maximumSize: limits.bodySize, timeout: limits.bodyTimeout)
        let waiting = Waiting(
            database: database, waiter: waiter, places: Places(maximum: limits.waits),
            longest: limits.longestWait)
        let streams = EventStreams(
            database: database, waiting: waiting, places: Places(maximum: limits.streams),
            keepAliveInterval: limits.keepAliveInterval)

        self.router.add(middleware: Answering(index: index))

        let open = Routes(group: self.router.group(), index: index)
        HealthRoutes(database: database, drain: drain).add(to: open)
        if let identity = configuration.identity { IdentityRoutes(identity: identity).add(to: open) }

        let webhooks = Routes(
            group: self.router.group().add(middleware: InFlightLimit(maximum: limits.webhooksInFlight)), index: index)
        let directory = SigningKeyDirectory(
            database: database, fetcher: configuration.signingKeyFetcher,
            memory: BriefMemory(lifetime: limits.senderLifetime, capacity: limits.senderCapacity))
        let authentication = WebhookAuthentication(
            keys: configuration.webhookKeys,
            signatures: configuration.publicURL.map { SignatureAuthentication(directory: directory, publicURL: $0) })
        WebhookRoutes(
            database: database, acceptor: acceptor, body: body, authentication: authentication, signals: signals,
            places: SenderPlaces(maximum: limits.webhooksInFlightPerSender),
            memory: BriefMemory(lifetime: limits.senderLifetime, capacity: limits.senderCapacity)
        ).add(to: webhooks)

        let keys = APIKeyCache(lifetime: limits.keyLifetime, capacity: limits.keyCapacity)
        let tenants = Routes(
            group: self.router.group()
                .add(middleware: InFlightLimit(maximum: limits.requestsInFlight))
                .add(middleware: Authentication(database: database, cache: keys))
                .group(context: TenantContext.self),
            index: index)
        OperationRoutes(database: database, body: body, signals: signals, waiting: waiting).add(to: tenants)
        CampaignRoutes(
            database: database, body: body, signals: signals, caller: configuration.publicURL
        ).add(to: tenants)
        EventRoutes(database: database, streams: streams).add(to: tenants)
        let trial = configuration.webhookPoster.map { [keys = configuration.webhookKeys] poster in
            WebhookTrial(database: database, poster: poster) { keys.secrets(tenant: $0, route: $1).first }
        }
        DeliveryRoutes(database: database, signals: signals, trial: trial).add(to: tenants)
        AlarmRoutes(database: database, body: body).add(to: tenants)
        ReconciliationRoutes(database: database, body: body).add(to: tenants)
        AgentRoutes(
            database: database, body: body,
            keyRefresh: configuration.signingKeyFetcher.map { SigningKeyRefresh(database: database, fetcher: $0) },
            publicURL: configuration.publicURL, hasWebhookKeys: !configuration.webhookKeys.isEmpty
        ).add(to: tenants)
    }
}
