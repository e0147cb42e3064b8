import AdCP
import Database

/// Why a step cannot be carried out with its agent, before anything of the step has left.
enum AgentFailure: Error, Sendable {
    /// The agent is not known to this tenant.
    case unknown
    case noCredential(SecretError)
    /// It did not say what it can, or something is missing here, as the observation has it.
    case notReady(Observation)
    /// It speaks no AdCP release that we speak.
    case noCommonVersion
    case database(DatabaseError)
    /// This instance stops.
    case stopping
}

extension AgentFailure {
    /// The same for those who only waited for it: the circuit breaker counts one failure once, by the one that has no code.
    var countedElsewhere: AgentFailure {
        guard case .notReady(var observation) = self else { return self }
        observation.errorCode = observation.errorCode ?? StepError.agentUnreachable
        return .notReady(observation)
    }

    /// What the failure says of an operation whose request has not left; nil where it says nothing.
    var observation: Observation? {
        switch self {
        case .unknown: Observation(.failed, reason: "The agent does not exist.", errorCode: StepError.unknownAgent)
        case .noCredential(let error):
            Observation(.retry, reason: "The agent's credential: \(error).", errorCode: StepError.noCredential)
        case .notReady(let observation): observation
        case .noCommonVersion:
            Observation(
                .failed,
                reason:
                    "The agent speaks none of our AdCP releases (\(ProtocolVersion.spoken.map(\.description).joined(separator: ", "))).",
                errorCode: ErrorCode.versionUnsupported.rawValue)
        case .database, .stopping: nil
        }
    }
}
