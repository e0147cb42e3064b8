public import AdCP
public import Logging

/// Calls every agent over the transport that it is registered with.
public struct TransportClient: AgentCaller {
    private let mcp: MCPClient
    private let a2a: A2AClient

    /// - Parameter outbound: not owned; whoever made it shuts it down.
    public init(
        outbound: OutboundClient, configuration: ClientConfiguration = ClientConfiguration(), logger: Logger
    ) {
        self.mcp = MCPClient(outbound: outbound, configuration: configuration, logger: logger)
        self.a2a = A2AClient(outbound: outbound, configuration: configuration, logger: logger)
    }

    public func call(
        _ tool: String, arguments: String, of agent: AgentEndpoint, timeout: Duration
    ) async -> AgentAnswer {
        await self.client(of: agent).call(tool, arguments: arguments, of: agent, timeout: timeout)
    }

    public func resume(
        _ tool: String, arguments: String, at continuation: A2AContinuation, messageID: String,
        of agent: AgentEndpoint, timeout: Duration
    ) async -> AgentAnswer {
        await self.client(of: agent).resume(
            tool, arguments: arguments, at: continuation, messageID: messageID, of: agent, timeout: timeout)
    }

    public func tools(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> [String] {
        try await self.client(of: agent).tools(of: agent, timeout: timeout)
    }

    public func card(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> AgentCard? {
        try await self.client(of: agent).card(of: agent, timeout: timeout)
    }

    private func client(of agent: AgentEndpoint) -> any AgentCaller {
        switch agent.transport {
        case .mcp: self.mcp
        case .a2a: self.a2a
        }
    }
}
