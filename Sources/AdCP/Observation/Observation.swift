/// What one answer, poll or webhook says of an operation: exactly one of these outcomes.
public struct Observation: Sendable {
    /// Raw values are the words of `adcp_api.observe`.
    public enum Outcome: String, Sendable, CaseIterable {
        case submitted, working
        case inputRequired = "input_required"
        case authRequired = "auth_required"
        case completed, failed, canceled, rejected
        /// Certainly nothing was changed; the same may be asked again.
        case retry
        /// It may have been done, or not.
        case outcomeUnknown = "outcome_unknown"
    }

    public var outcome: Outcome
    public var taskID: String?
    public var contextID: String?
    /// The agent's own time, RFC 3339.
    public var sellerTime: String?
    /// The agent's words (untrusted, capped) or ours.
    public var reason: String?
    /// AdCP error code.
    ///
    /// With `retry` and `outcomeUnknown`, its absence says that the call failed on the way: the circuit breaker counts that.
    public var errorCode: String?
    public var retryAfterSeconds: Int?
    /// SHA-256 of the canonical `{task_type, status, value}`; only with a settled outcome.
    public var recordHash: [UInt8]?
    /// The task's own result or errors, as JSON; only with a settled outcome or a pause, or what is wrong with `ErrorCode.invalidResult`.
    public var value: String?
    /// Where the answer to a pause goes; only with a pause, and only where the transport that told it gives such a place.
    public var continuation: A2AContinuation?

    public init(_ outcome: Outcome, reason: String? = nil, errorCode: String? = nil) {
        self.outcome = outcome
        self.reason = reason
        self.errorCode = errorCode
    }
}
