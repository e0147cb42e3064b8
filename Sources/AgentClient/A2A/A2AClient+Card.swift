public import AdCP

extension A2AClient {
    /// Skills of the agent's card, which is read anew.
    public func tools(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> [String] {
        try await self.currentCard(of: agent, timeout: timeout).skills
    }

    /// The agent's card, which is read anew.
    public func card(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> AgentCard? {
        try await self.currentCard(of: agent, timeout: timeout)
    }

    private func currentCard(of agent: AgentEndpoint, timeout: Duration) async throws(AgentUnavailable) -> AgentCard {
        self.cards.forget(AgentKey(agent))
        let outOfTime = AgentUnavailable(reason: "the agent did not show its card in time")
        return try await withDeadline(.now + timeout, fallback: .failure(outOfTime)) {
            do throws(RequestFailure) {
                return Result<AgentCard, AgentUnavailable>.success(try await self.route(to: agent).card)
            } catch {
                return .failure(AgentUnavailable(error))
            }
        }.get()
    }
}
