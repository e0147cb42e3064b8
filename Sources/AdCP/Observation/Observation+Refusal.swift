extension Observation {
    /// What an AdCP error in answer to a call says of the operation.
    ///
    /// An error to a call is final only if the same request can never succeed. It then settles the operation, because the request is
    /// frozen; correcting it makes another operation.
    static func refused(_ error: AdCPError, by body: TaskBody) -> Observation {
        var observation = Observation(
            self.outcome(of: error, by: body), reason: error.message ?? body.message, errorCode: error.code.rawValue)
        switch observation.outcome {
        case .failed where body.status == .task(.rejected):
            observation = .settled(.rejected, by: body)
            observation.errorCode = observation.errorCode ?? error.code.rawValue
        case .failed:
            let errors = body.errors.isEmpty ? [error] : body.errors
            observation = .settled(
                .failed, of: body.task, value: ["errors": .array(errors.map(\.normalized))],
                reason: observation.reason, errorCode: observation.errorCode)
            observation.taskID = body.taskID
        case .authRequired:
            observation = .open(.authRequired, by: body)
            observation.errorCode = error.code.rawValue
        default:
            observation.retryAfterSeconds = error.retryAfterSeconds
        }
        observation.contextID = body.contextID
        return observation
    }

    private static func outcome(of error: AdCPError, by body: TaskBody) -> Outcome {
        switch error.code {
        case .idempotencyConflict, .idempotencyExpired, .committedResourcePurged:
            // An earlier call with this key may have done it, or has: only a look at the seller's books can tell.
            .outcomeUnknown
        case .idempotencyInFlight:
            // An earlier call with this key is being carried out, and only its end tells of ours.
            .outcomeUnknown
        case .authMissing, .authInvalid, .authRequired:
            // Nothing was done, and the request is right: an operator has to mend the credentials.
            body.status == .task(.authRequired) ? .authRequired : .retry
        case .conflict:
            // Transient to AdCP, but the frozen request names the old revision and will never be right again.
            .failed
        default:
            switch error.recovery {
            case .transient: error.isClassified ? .retry : .outcomeUnknown
            case .correctable, .terminal: .failed
            }
        }
    }
}
