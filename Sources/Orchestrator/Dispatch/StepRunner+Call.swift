import AdCP
import Database

extension StepRunner {
    /// Sends the frozen request once. Only a release that the agent refuses is followed by a second, pinned anew.
    func call(_ step: ClaimedStep, until end: ContinuousClock.Instant) async throws(AgentFailure) -> StepResult {
        guard step.isResendable else {
            self.events.record(.notResent(step.operation))
            return self.result(
                of: Observation(
                    .outcomeUnknown,
                    reason:
                        "An earlier try may have been carried out, and the agent would not know this one for the same.",
                    errorCode: StepError.notResendable), step)
        }
        let agent = try await self.agents.agent(of: step)
        guard let frozen = try await self.frozen(step) else { return .untouched }
        let first = try await self.send(frozen, of: step, to: agent, until: end)
        if case .answered(let answer, _) = first, answer.error?.code == .versionUnsupported {
            let newer = try await self.agents.agentAnew(agent)
            if let repinned = try await self.repinned(step) {
                self.events.record(.repinned(step.operation))
                let second = try await self.send(repinned, of: step, to: newer, until: end)
                return self.result(of: second, step) { repinned.observation(of: step, $0) }
            }
        }
        return self.result(of: first, step) { frozen.observation(of: step, $0) }
    }

    private func send(
        _ frozen: FrozenRequest, of step: ClaimedStep, to agent: Agent, until end: ContinuousClock.Instant
    ) async throws(AgentFailure) -> Exchange {
        guard let arguments = frozen.arguments(tenant: step.operation.tenant, webhookKey: self.webhookKey) else {
            throw .notReady(
                Observation(
                    .retry, reason: "This instance has no key to derive the webhook's secret from.",
                    errorCode: StepError.noWebhookKey))
        }
        return await self.exchange(step.task, arguments, with: agent, for: step, until: end)
    }

    /// The request as it was frozen, or frozen now that its agent is known; nil when the lease is lost.
    private func frozen(_ step: ClaimedStep) async throws(AgentFailure) -> FrozenRequest? {
        if let text = step.request, !text.isEmpty { return FrozenRequest(text: text) }
        do {
            return try await self.database.freeze(step).map(FrozenRequest.init)
        } catch {
            throw .database(error)
        }
    }

    /// The request under the agent's present release: another request, with a key of its own. Nil when that is the same release, or when
    /// an earlier try may have been carried out.
    private func repinned(_ step: ClaimedStep) async throws(AgentFailure) -> FrozenRequest? {
        do {
            return try await self.database.refreeze(step).map(FrozenRequest.init)
        } catch {
            throw .database(error)
        }
    }
}

extension FrozenRequest {
    fileprivate func observation(of step: ClaimedStep, _ answer: AgentAnswer) -> Observation {
        Observation(ofCall: step.task, answer: answer, servedVersion: self.version)
    }
}
