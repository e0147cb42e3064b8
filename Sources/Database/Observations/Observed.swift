/// One thing that was learnt of an operation, on its way to `adcp_api.observe`.
public struct Observed: Sendable {
    public enum Channel: String, Sendable {
        case call, poll, webhook, clock, reconcile
    }

    public var operation: OperationID
    public var channel: Channel
    /// Token of the step that brought it; nil where no step did.
    public var leaseToken: Int64?
    /// A settled or open state, `retry`, `outcome_unknown` or `timed_out`.
    public var outcome: String
    public var taskID: String?
    public var contextID: String?
    /// The seller's own time, RFC 3339.
    public var sellerTime: String?
    /// The seller's words or ours; untrusted, capped.
    public var reason: String?
    public var errorCode: String?
    public var retryAfterSeconds: Int?
    /// SHA-256 of the canonical settlement record.
    public var recordHash: [UInt8]?
    /// The task's own result or errors, as JSON.
    public var value: String?
    /// How long the call took; nil where there was none.
    public var milliseconds: Int?

    public init(operation: OperationID, channel: Channel, leaseToken: Int64?, outcome: String) {
        self.operation = operation
        self.channel = channel
        self.leaseToken = leaseToken
        self.outcome = outcome
    }
}

/// What the database made of an observation.
public struct Verdict: Sendable {
    public enum Kind: String, Sendable {
        case moved, same, retried, stale, supplemented, duplicate, conflict, unmatched
    }

    public let operation: OperationID
    public let kind: Kind
    /// State of the operation afterwards.
    public let state: String?
    /// True when the operation's version rose: those who wait for it should look.
    public let isChange: Bool
}
