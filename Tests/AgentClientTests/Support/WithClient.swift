import AdCP
import Logging
import NIOSSL

@testable import AgentClient

/// Runs a test with a client that may call this machine.
func withClient<Value: Sendable>(
    policy: OutboundPolicy = OutboundPolicy(allowsLoopback: true),
    configuration: MCPClient.Configuration = .init(),
    outbound outboundConfiguration: OutboundClient.Configuration = .init(),
    resolver: any HostResolver = FixedResolver(["localhost": ["127.0.0.1"]]),
    tls: TLSConfiguration = .makeClientConfiguration(),
    logger: Logger = Logger(label: "test") { _ in SilentLogHandler() },
    _ body: (MCPClient) async throws -> Value
) async throws -> Value {
    try await withOutbound(policy: policy, configuration: outboundConfiguration, resolver: resolver, tls: tls) {
        try await body(MCPClient(outbound: $0, configuration: configuration, logger: logger))
    }
}

/// The same with a client for A2A.
func withA2AClient<Value: Sendable>(
    configuration: ClientConfiguration = .init(), outbound: OutboundClient.Configuration = .init(),
    logger: Logger = Logger(label: "test") { _ in SilentLogHandler() }, _ body: (A2AClient) async throws -> Value
) async throws -> Value {
    try await withOutbound(configuration: outbound) {
        try await body(A2AClient(outbound: $0, configuration: configuration, logger: logger))
    }
}

func withOutbound<Value: Sendable>(
    policy: OutboundPolicy = OutboundPolicy(allowsLoopback: true),
    configuration: OutboundClient.Configuration = .init(),
    resolver: any HostResolver = FixedResolver(["localhost": ["127.0.0.1"]]),
    tls: TLSConfiguration = .makeClientConfiguration(), _ body: (OutboundClient) async throws -> Value
) async throws -> Value {
    let outbound = OutboundClient(policy: policy, configuration: configuration, resolver: resolver, tls: tls)
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(outbound))
    } catch {
        result = .failure(error)
    }
    await outbound.shutdown()
    return try result.get()
}

/// Knows the hosts that a test gave it.
struct FixedResolver: HostResolver {
    let hosts: [String: [String]]

    init(_ hosts: [String: [String]]) {
        self.hosts = hosts
    }

    func addresses(of host: String) async throws(OutboundFailure) -> [NetworkAddress] {
        guard let addresses = self.hosts[host] else { throw .notSent("the host's name could not be resolved") }
        return addresses.map { NetworkAddress($0)! }
    }
}

extension MCPClient {
    /// A call that has time enough unless the test is about time.
    func call(
        _ tool: String = "create_media_buy", arguments: String = "{}", at url: String, token: String? = nil,
        timeout: Duration = .seconds(30)
    ) async -> AgentAnswer {
        await self.call(
            tool, arguments: arguments, of: AgentEndpoint(url: url, bearerToken: token), timeout: timeout)
    }
}
