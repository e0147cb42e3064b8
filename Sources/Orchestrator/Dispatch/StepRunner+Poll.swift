import AdCP
import Database

extension StepRunner {
    /// Asks the agent where the task stands.
    func poll(_ step: ClaimedStep, until end: ContinuousClock.Instant) async throws(AgentFailure) -> StepResult {
        var agent = try await self.agents.agent(of: step)
        guard let task = step.taskID, let tool = agent.connection.pollTool else {
            return self.result(
                of: Observation(
                    .retry, reason: "The agent has no tool that tells where a task stands: only its webhooks do.",
                    errorCode: StepError.noPollTool), step)
        }
        var exchange = await self.ask(agent, tool, task, step, until: end)
        if case .answered(let answer, _) = exchange, answer.error?.code == .versionUnsupported {
            let before = agent.connection
            agent = try await self.agents.agentAnew(agent)
            if agent.connection.version != before.version || agent.connection.pollTool != before.pollTool {
                exchange = await self.ask(agent, agent.connection.pollTool ?? tool, task, step, until: end)
            }
        }
        return self.result(of: exchange, step) {
            // Agents made of the Python package offer a tool of 3.1 even where they serve 3.0 alone, and then refuse it.
            guard $0.error?.code != .versionUnsupported else {
                return Observation(
                    .retry, reason: "The agent does not let its tasks be polled in the release that it serves.",
                    errorCode: StepError.noPollTool)
            }
            return Observation(ofPoll: task, of: step.task, answer: $0, servedVersion: agent.connection.version)
        }
    }

    private func ask(
        _ agent: Agent, _ tool: String, _ task: String, _ step: ClaimedStep, until end: ContinuousClock.Instant
    ) async -> Exchange {
        let request = TaskStatusRequest(
            taskID: task, tool: tool, version: ProtocolVersion(agent.connection.version),
            account: step.account.flatMap { try? JSON(parsing: $0) })
        return await self.exchange(tool, request.arguments.text, with: agent, for: step, until: end)
    }
}
