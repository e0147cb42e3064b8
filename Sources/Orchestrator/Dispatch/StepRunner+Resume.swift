import AdCP
import Database

extension StepRunner {
    /// Sends the stored answer to what the task asked, once: from the commitment in the database on, what is not known to have had no
    /// effect is never sent a second time.
    func resume(_ step: ClaimedStep, until end: ContinuousClock.Instant) async throws(AgentFailure) -> StepResult {
        let agent = try await self.agents.agent(of: step)
        guard let answer = try await self.commit(step) else {
            return self.result(
                of: Observation(
                    .retry, reason: "There is no answer to send any more.", errorCode: StepError.noAnswer), step)
        }
        guard answer.isFresh else {
            return self.result(
                of: Observation(
                    .outcomeUnknown, reason: "The answer may have been sent already, and is sent once.",
                    errorCode: StepError.answerUnknown), step)
        }
        guard agent.endpoint.transport == .a2a else {
            return self.result(
                of: Observation(
                    .retry, reason: "The agent that asked over A2A is registered with another transport now.",
                    errorCode: StepError.answerRefused), step)
        }
        let frozen = FrozenRequest(text: answer.request)
        guard let arguments = frozen.arguments(tenant: step.operation.tenant, webhookKey: self.webhookKey) else {
            throw .notReady(
                Observation(
                    .retry, reason: "This instance has no key to derive the webhook's secret from.",
                    errorCode: StepError.noWebhookKey))
        }
        let continuation = A2AContinuation(taskID: answer.nativeTask, contextID: answer.nativeContext)
        let exchange = await self.exchange(with: agent, for: step, until: end) { limit in
            await self.caller.resume(
                step.task, arguments: arguments, at: continuation, messageID: answer.messageID, of: agent.endpoint,
                timeout: limit)
        }
        if case .unsent = exchange {
            // Committed to, and certainly not sent: it stays stored, and goes out later.
            return self.result(
                of: Observation(.retry, reason: "This instance stops.", errorCode: StepError.noAnswer), step)
        }
        return self.result(of: exchange, step) {
            Observation(ofCall: step.task, answer: $0, servedVersion: frozen.version).considering(answer: $0)
        }
    }

    private func commit(_ step: ClaimedStep) async throws(AgentFailure) -> StoredAnswer? {
        do {
            return try await self.database.beginResume(step)
        } catch {
            throw .database(error)
        }
    }
}

extension Observation {
    /// An error to an answer is about the answer, not about the task that asked: where another answer may do, the question stands.
    fileprivate func considering(answer: AgentAnswer) -> Observation {
        guard self.outcome == .failed, self.taskID == nil else { return self }
        let isCorrectable = self.errorCode.flatMap { ErrorCode(rawValue: $0).standardRecovery } == .correctable
        guard answer.isProtocolError || answer.error?.recovery == .correctable || isCorrectable else { return self }
        return Observation(.retry, reason: self.reason, errorCode: StepError.answerRefused)
    }
}

extension AgentAnswer {
    fileprivate var isProtocolError: Bool {
        if case .protocolError = self { true } else { false }
    }
}
