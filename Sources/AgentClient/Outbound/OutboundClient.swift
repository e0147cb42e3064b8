import AsyncHTTPClient
import NIOCore
import NIOSSL

/// Sends HTTP requests to other parties, under one policy.
///
/// Every request: the URL is checked, its host resolved, all addresses checked, and the connection made to one of those very
/// addresses, so that a name that changes its address in between gains nothing. Redirects are answers, not followed. TLS 1.2 or
/// newer, with the URL's name in the certificate. Proxies of the environment are not used.
public final class OutboundClient: Sendable {
    public struct Configuration: Sendable {
        /// For a connection with TLS, and for a place in the queue of a host whose connections are all busy. At most 10 seconds.
        public var connectTimeout: Duration = .seconds(10)
        /// Requests to one address at a time; one connection carries one request.
        public var connectionsPerHost = 8
        /// Hosts whose connections and TLS state are kept while nobody uses them.
        public var idleHosts = 256

        public init() {}
    }

    public let policy: OutboundPolicy

    /// Addresses of one host that are tried, when connecting fails.
    private static let attempts = 3

    private let resolver: any HostResolver
    private let clients: PinnedClients
    private let closeResolver: @Sendable () -> Void

    public convenience init(policy: OutboundPolicy, configuration: Configuration = Configuration()) {
        let resolver = SystemResolver()
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = SystemTrust.roots
        self.init(policy: policy, configuration: configuration, resolver: resolver, tls: tls) { resolver.shutdown() }
    }

    init(
        policy: OutboundPolicy, configuration: Configuration, resolver: any HostResolver, tls: TLSConfiguration,
        closeResolver: @escaping @Sendable () -> Void = {}
    ) {
        self.policy = policy
        self.resolver = resolver
        self.closeResolver = closeResolver
        self.clients = PinnedClients(
            configuration: Self.clientConfiguration(configuration, tls: tls), capacity: configuration.idleHosts)
    }

    /// Ends all requests, connections and look-ups. Nothing can be sent afterwards.
    public func shutdown() async {
        await self.clients.shutdown()
        self.closeResolver()
    }

    /// Sends a request and reads its answer while the connection is held.
    ///
    /// Ends early when the task is cancelled, at any point: see `withDeadline`.
    ///
    /// - Parameter read: makes something of the answer; what it throws is a failure after the request arrived.
    func send<Answer: Sendable>(
        _ request: OutboundRequest, reading read: @Sendable (OutboundResponse) async throws -> Answer
    ) async throws(OutboundFailure) -> Answer {
        let addresses = try await self.addresses(of: request.url)
        var failure = OutboundFailure.notSent("the host has no address")
        for address in addresses.prefix(Self.attempts) {
            let departure = Departure()
            do {
                return try await self.send(request, to: address, departure, reading: read)
            } catch {
                let isCertain = departure.recall()
                failure = OutboundFailure(reason: describe(error), mayHaveArrived: !isCertain)
                guard isCertain, !Task.isCancelled, concernsConnection(error) else { break }
            }
        }
        throw failure
    }

    private func addresses(of url: OutboundURL) async throws(OutboundFailure) -> [NetworkAddress] {
        let addresses =
            if let address = url.literalAddress { [address] } else { try await self.resolver.addresses(of: url.host) }
        try self.policy.check(addresses, of: url)
        return addresses
    }

    private func send<Answer: Sendable>(
        _ request: OutboundRequest, to address: NetworkAddress, _ departure: Departure,
        reading read: @Sendable (OutboundResponse) async throws -> Answer
    ) async throws -> Answer {
        let pin = PinnedClients.Pin(host: request.url.host, address: address)
        let client = try self.clients.lease(pin)
        defer { self.clients.release(pin) }
        // No deadline of the client's own: it would end with the response's head, and ours covers the body as well.
        let response = try await client.execute(request.prepared(departure), deadline: .distantFuture)
        return try await read(OutboundResponse(response))
    }

    private static func clientConfiguration(_ ours: Configuration, tls: TLSConfiguration) -> HTTPClient.Configuration {
        var tls = tls
        tls.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout.connect = TimeAmount(min(ours.connectTimeout, .seconds(10)))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = ours.connectionsPerHost
        // A failure is told at once; whether and when to try again is the orchestrator's to decide.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Common servers close idle connections after five seconds. A request that meets that close counts as lost.
        configuration.connectionPool.idleTimeout = .seconds(4)
        // So that a connection carries one request, and the limit above limits requests.
        configuration.httpVersion = .http1Only
        return configuration
    }
}
