/// Calls agents, whatever the transport. The orchestrator knows no more of HTTP than this.
public protocol AgentCaller: Sendable {
    /// Calls a tool.
    ///
    /// Never throws: a call that failed is an answer, too. Returns within `timeout`; a cancelled task gets `notSent` or `lost`.
    ///
    /// - Parameter arguments: a JSON object, sent byte for byte.
    func call(_ tool: String, arguments: String, of agent: AgentEndpoint, timeout: Duration) async -> AgentAnswer

    /// Answers what a task asked, over the transport that asked.
    ///
    /// As `call`, and never twice: the agent takes `messageID` for the one that it is.
    ///
    /// - Parameter arguments: a JSON object, sent byte for byte.
    func resume(
        _ tool: String, arguments: String, at continuation: A2AContinuation, messageID: String,
        of agent: AgentEndpoint, timeout: Duration
    ) async -> AgentAnswer

    /// Names of the agent's tools.
    func tools(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> [String]

    /// What the agent publishes of itself; nil where its transport has no such thing.
    func card(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> AgentCard?
}

extension AgentCaller {
    public func resume(
        _ tool: String, arguments: String, at continuation: A2AContinuation, messageID: String,
        of agent: AgentEndpoint, timeout: Duration
    ) async -> AgentAnswer {
        .notSent(reason: "the agent's transport gives no way to answer what a task asks")
    }

    public func card(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> AgentCard? { nil }
}

/// An agent did not answer a question about itself.
public struct AgentUnavailable: Error, Sendable, CustomStringConvertible {
    /// In our words, free of secrets.
    public let reason: String
    /// The agent is there and refused; asking again soon is no use.
    public let isRefusal: Bool

    public init(reason: String, isRefusal: Bool = false) {
        self.reason = reason
        self.isRefusal = isRefusal
    }

    public var description: String { self.reason }
}
