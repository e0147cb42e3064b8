import AgentClient
import Logging

/// The clients that speak to agents, for the length of a closure.
struct AgentCalls: Sendable {
    let caller: MCPClient
    let keys: JWKSClient

    static func with<Value: Sendable>(
        _ settings: Settings, logger: Logger = Logger(label: "holdfast.agents") { _ in SwiftLogNoOpLogHandler() },
        _ body: (AgentCalls) async throws -> Value
    ) async throws -> Value {
        let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: settings.isDevelopment))
        var configuration = MCPClient.Configuration()
        configuration.version = Release.version
        let client = MCPClient(outbound: outbound, configuration: configuration, logger: logger)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(AgentCalls(caller: client, keys: JWKSClient(outbound: outbound))))
        } catch {
            result = .failure(error)
        }
        await outbound.shutdown()
        return try result.get()
    }
}
