import AdCP
import struct Database.AgentCapabilities

/// Asks an agent what it can. Changes nothing anywhere.
struct CapabilityReader: Sendable {
    let caller: any AgentCaller
    /// Longest wait for each answer.
    var timeout = Duration.seconds(10)

    /// What is to be recorded of the agent. An agent without the tool that tells predates it: 3.0, and no promise to know a
    /// request again.
    func read(_ endpoint: AgentEndpoint) async throws(AgentFailure) -> AgentCapabilities {
        let tools = try await self.tools(of: endpoint)
        guard tools.contains(AdCP.AgentCapabilities.tool) else {
            return AgentCapabilities(
                version: ProtocolVersion.fallback.description, supportedVersions: [], idempotencySupported: false,
                replaySeconds: nil, pollTool: TaskTools.poll(among: tools), listTool: TaskTools.list(among: tools),
                document: "{}")
        }
        var answer = await self.ask(endpoint, AdCP.AgentCapabilities.arguments)
        if let error = answer.error, error.code == .versionUnsupported {
            guard let version = ProtocolVersion.pin(servedBy: error.supportedVersions) else { throw .noCommonVersion }
            answer = await self.ask(
                endpoint, ["adcp_version": .string(version.description), "adcp_major_version": JSON(version.major)])
        }
        guard let capabilities = AdCP.AgentCapabilities(answer), let document = answer.document else {
            throw .notReady(Self.refusal(answer))
        }
        return AgentCapabilities(
            version: capabilities.pin?.description, supportedVersions: capabilities.supportedVersions,
            idempotencySupported: capabilities.idempotency.isSupported,
            replaySeconds: capabilities.idempotency.replayTTLSeconds, pollTool: TaskTools.poll(among: tools),
            listTool: TaskTools.list(among: tools), document: document)
    }

    private func tools(of endpoint: AgentEndpoint) async throws(AgentFailure) -> [String] {
        do {
            return try await self.caller.tools(of: endpoint, timeout: self.timeout)
        } catch {
            // Without a code the circuit breaker counts it as a failure on the way.
            throw .notReady(
                Observation(.retry, reason: error.reason, errorCode: error.isRefusal ? StepError.agentRefused : nil))
        }
    }

    private func ask(_ endpoint: AgentEndpoint, _ arguments: JSON) async -> AgentAnswer {
        await self.caller.call(
            AdCP.AgentCapabilities.tool, arguments: arguments.text, of: endpoint, timeout: self.timeout)
    }

    /// Whatever went wrong with the question, nothing of the operation has left.
    private static func refusal(_ answer: AgentAnswer) -> Observation {
        var observation = Observation(ofCall: AdCP.AgentCapabilities.tool, answer: answer, servedVersion: nil)
        if case .tool = answer { observation.errorCode = observation.errorCode ?? ErrorCode.incompleteAnswer.rawValue }
        var refusal = Observation(
            .retry, reason: observation.reason ?? "The agent did not say what it can.", errorCode: observation.errorCode
        )
        refusal.retryAfterSeconds = observation.retryAfterSeconds
        return refusal
    }
}

extension AgentAnswer {
    /// The object that a tool answered with, as JSON text.
    fileprivate var document: String? {
        guard case .tool(let result) = self else { return nil }
        if let content = result.structuredContent, content.object != nil { return content.text }
        return result.texts.lazy.compactMap { try? JSON(parsing: $0) }.first { $0.object != nil }?.text
    }
}
