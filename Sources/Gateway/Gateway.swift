public import Database
public import Hummingbird
public import Logging
public import NIOCore
public import Orchestrator

/// The HTTP side of Holdfast, composed in one place: the API, the webhook endpoint and the health checks.
public struct Gateway: Sendable {
    /// The server, a `Service`. On graceful shutdown waits and streams end at once and other requests finish.
    public var application: some ApplicationProtocol { self.server }
    /// Put it after `application` in the service group.
    public let drain: Drain

    private let server: Application<RouterResponder<GatewayContext>>

    /// - Parameters:
    ///   - signals: told of every operation that a request changed.
    ///   - waiter: wakes requests that wait for an operation, whichever instance changed it.
    ///   - onServerRunning: called with the listening channel.
    public init(
        _ configuration: GatewayConfiguration, database: Database, signals: ChangeSignals, waiter: OperationWaiter,
        drain: Drain = Drain(), logger: Logger,
        onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) {
        let acceptor = WebhookAcceptor(database: database)
        let router = GatewayRouter(
            configuration, database: database, acceptor: acceptor, signals: signals, waiter: waiter, drain: drain)
        let limits = configuration.limits
        self.drain = drain
        self.server = Application(
            router: router.router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [StalledWriteHandler(timeout: .init(limits.writeTimeout))],
                    idleTimeout: .init(limits.idleTimeout),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headSize, maxHeaderListSize: limits.headSize,
                        maxHeaderFieldCount: limits.headFields))),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
            services: [acceptor],
            onServerRunning: onServerRunning, logger: logger)
    }
}
