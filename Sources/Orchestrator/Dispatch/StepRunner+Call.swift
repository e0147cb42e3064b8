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
        guard case .answered(let answer, _) = first else {
            return self.result(of: first, step) { frozen.observation(of: step, $0) }
        }
        if answer.error?.code == .versionUnsupported {
            let newer = try await self.agents.agentAnew(agent)
            switch try await self.repinned(step) {
            case .ready(let text):
                let repinned = FrozenRequest(text: text)
                self.events.record(.repinned(step.operation))
                let second = try await self.send(repinned, of: step, to: newer, until: end)
                return self.result(of: second, step) { repinned.observation(of: step, $0) }
            case .held: return .untouched
            case .needsVersion, .needsAgent: break
            }
        }
        // A seller that does not take an approval may still take a new one (C §8.2).
        let refusal = frozen.observation(of: step, answer)
        if refusal.outcome == .failed, Self.refusesApproval.contains(refusal.errorCode ?? ""),
            try await self.isCheckedAgain(step)
        {
            return .untouched
        }
        return self.result(of: first, step) { frozen.observation(of: step, $0) }
    }

    private static let refusesApproval: Set<String> = [
        ErrorCode.governanceDenied.rawValue, ErrorCode.permissionDenied.rawValue,
    ]

    private func send(
        _ frozen: FrozenRequest, of step: ClaimedStep, to agent: Agent, until end: ContinuousClock.Instant
    ) async throws(AgentFailure) -> Exchange {
        guard let arguments = frozen.arguments(tenant: step.operation.tenant, webhookKey: self.webhookKey) else {
            throw .notReady(
                Observation(
                    .retry, reason: "This instance has no key to derive the webhook's secret from.",
                    errorCode: StepError.noWebhookKey))
        }
        guard agent.endpoint.transport != .a2a || !frozen.hasUnsafeNumber else {
            throw .notReady(
                Observation(
                    .failed,
                    reason: "The request holds a number beyond 2^53 - 1, which A2A cannot carry. Write it as a string.",
                    errorCode: StepError.unsafeNumber))
        }
        // Alone among tasks, this one has had other names (C §5.1).
        let tool = step.task == TaskTools.listTasks ? agent.connection.listTool : step.task
        guard let tool else {
            throw .notReady(
                Observation(
                    .failed, reason: "The agent does not list its tasks.",
                    errorCode: ErrorCode.unsupportedFeature.rawValue))
        }
        return await self.exchange(tool, arguments, with: agent, for: step, until: end)
    }

    /// The request as it was frozen, or made ready now that its agent is known; nil when it is not to be sent.
    private func frozen(_ step: ClaimedStep) async throws(AgentFailure) -> FrozenRequest? {
        if let text = step.request, !text.isEmpty { return FrozenRequest(text: text) }
        var prepared = try await self.prepared(step)
        if case .needsAgent(let other) = prepared {
            // What governance is asked about is pinned to the release of the seller that it is for.
            _ = try await self.agents.agent(AgentID(tenant: step.operation.tenant, id: other))
            prepared = try await self.prepared(step)
        }
        return prepared.text.map(FrozenRequest.init)
    }

    private func prepared(_ step: ClaimedStep) async throws(AgentFailure) -> PreparedRequest {
        do {
            return try await self.database.prepare(step)
        } catch {
            throw .database(error)
        }
    }

    /// The request under the agent's present release: another request, with a key of its own. `needsVersion` when that is the same
    /// release, or when an earlier try may have been carried out.
    private func repinned(_ step: ClaimedStep) async throws(AgentFailure) -> PreparedRequest {
        do {
            return try await self.database.refreeze(step)
        } catch {
            throw .database(error)
        }
    }

    private func isCheckedAgain(_ step: ClaimedStep) async throws(AgentFailure) -> Bool {
        do {
            return try await self.database.checkAgain(step)
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
