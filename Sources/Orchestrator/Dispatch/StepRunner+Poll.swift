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
            agent = try await self.agents.agentAnew(agent)
            exchange = await self.ask(agent, agent.connection.pollTool ?? tool, task, step, until: end)
        }
        return self.result(of: exchange, step) {
            Observation(ofPoll: task, of: step.task, answer: $0, servedVersion: agent.connection.version)
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
