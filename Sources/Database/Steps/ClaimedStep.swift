public import struct Foundation.UUID

/// A step that this instance holds the lease of: to be acted on and handed back.
public struct ClaimedStep: Sendable {
    public enum Kind: String, Sendable {
        /// Send the frozen request.
        case call
        /// Ask for the state of the task.
        case poll
        /// Send the answer to what the task asked.
        case resume
        /// The deadline passed; there is nothing to send.
        case expire
    }

    public let operation: OperationID
    public let agent: UUID
    /// Changes when the agent's connection does.
    public let agentRevision: Int
    public let kind: Kind
    /// Tries that failed, or polls since the last news.
    public let attempt: Int
    public let leaseToken: Int64
    public let task: String
    /// The seller's handle, where it gave one.
    public let taskID: String?
    /// AdCP account reference of a poll, as JSON.
    public let account: String?
    /// Frozen arguments of a call; empty while they are not frozen.
    public let request: String?
    /// How long the call may take.
    public let timeout: Duration
    /// False for a call that must not be sent: an earlier try may have done it, and the seller would not know the second for the same.
    public let isResendable: Bool
    /// An earlier try of this call may have done it.
    public let isUncertain: Bool
}

/// What one claim brought.
public struct Claim: Sendable {
    public let steps: [ClaimedStep]
    /// Mark for the next claim, in the database's own words; nil when nothing was claimed.
    public let lowWater: String?
}
