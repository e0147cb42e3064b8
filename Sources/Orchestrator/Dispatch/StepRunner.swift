import AdCP
import Database

/// Carries out one claimed step. Holds no connection to the database while an agent is called.
struct StepRunner: Sendable {
    let database: Database
    let caller: any AgentCaller
    let agents: AgentDirectory
    /// What the secrets of webhooks are derived from.
    let webhookKey: [UInt8]?
    /// Raised when the instance stops: nothing more is sent.
    let stop: Flag
    let events: EventRecorder

    /// - Parameter end: when the step must be on its way back, so that its lease still holds then.
    func run(_ step: ClaimedStep, until end: ContinuousClock.Instant) async -> StepResult {
        do throws(AgentFailure) {
            switch step.kind {
            case .call: return try await self.call(step, until: end)
            case .poll: return try await self.poll(step, until: end)
            case .resume: return try await self.resume(step, until: end)
            case .expire: return .observed(Observed(expired: step))
            }
        } catch {
            return self.result(of: error, step)
        }
    }

    /// What became of one exchange with an agent.
    enum Exchange {
        case answered(AgentAnswer, took: Duration)
        /// Nothing has left.
        case unsent
        /// This instance stopped waiting for the answer.
        case cutOff
    }

    func exchange(
        _ tool: String, _ arguments: String, with agent: Agent, for step: ClaimedStep,
        until end: ContinuousClock.Instant
    ) async -> Exchange {
        await self.exchange(with: agent, for: step, until: end) { limit in
            await self.caller.call(tool, arguments: arguments, of: agent.endpoint, timeout: limit)
        }
    }

    /// - Parameter send: makes the call, which may take so long.
    func exchange(
        with agent: Agent, for step: ClaimedStep, until end: ContinuousClock.Instant,
        _ send: (Duration) async -> AgentAnswer
    ) async -> Exchange {
        let clock = ContinuousClock()
        let start = clock.now
        let limit = min(step.timeout, start.duration(to: end))
        guard !self.stop.isRaised, limit >= Self.shortestCall else { return .unsent }
        let answer = await send(limit)
        if Task.isCancelled, answer.isOwnDoing { return .cutOff }
        return .answered(answer, took: start.duration(to: clock.now))
    }

    /// A call with less time than this is not worth making.
    private static let shortestCall = Duration.seconds(1)

    // MARK: Results

    func result(of exchange: Exchange, _ step: ClaimedStep, _ observe: (AgentAnswer) -> Observation) -> StepResult {
        switch exchange {
        case .answered(let answer, let took):
            let observation = observe(answer)
            self.events.record(.answered(step.kind, observation.outcome, took))
            return .observed(Observed(observation.considering(step), by: step, took: took))
        case .unsent: return .untouched
        case .cutOff: return .abandoned
        }
    }

    /// What is known without the agent having been asked.
    func result(of observation: Observation, _ step: ClaimedStep) -> StepResult {
        .observed(Observed(observation.considering(step), by: step, took: nil))
    }

    private func result(of failure: AgentFailure, _ step: ClaimedStep) -> StepResult {
        if let observation = failure.observation { return self.result(of: observation, step) }
        guard case .database(let error) = failure else { return .untouched }
        if error.kind == .unavailable { return .untouched }
        // Handing it back at once would only fail again at once.
        self.events.record(.stepFailed(step.operation, error))
        return .abandoned
    }
}

extension Observation {
    /// What an observation comes to for this step, whatever it would be for another.
    fileprivate func considering(_ step: ClaimedStep) -> Observation {
        guard self.outcome == .failed else { return self }
        var observation = self
        switch step.kind {
        case .poll where self.recordHash == nil && self.taskID == nil,
            .resume where self.recordHash == nil && self.taskID == nil:
            // That we could not ask, or answer, says nothing of the task.
            observation.outcome = .retry
        case .call where step.isUncertain && StepError.precedesIdempotency.contains(self.errorCode ?? ""):
            // Refused before the agent looked whether it knows the request: an earlier try may have been carried out all the same.
            observation.outcome = .outcomeUnknown
            observation.value = nil
            observation.recordHash = nil
        default: break
        }
        return observation
    }
}

extension AgentAnswer {
    /// The transport's own word, not the agent's.
    fileprivate var isOwnDoing: Bool {
        switch self {
        case .notSent, .lost: true
        case .tool, .protocolError, .httpError: false
        }
    }
}
