/// Where a seller's task stands: the `task-status` enum, the same in AdCP 3.0 to 3.2. Raw values are the wire's spelling.
public enum TaskStatus: String, Sendable, CaseIterable {
    case submitted, working
    case inputRequired = "input-required"
    case completed, canceled, failed, rejected
    case authRequired = "auth-required"
    /// The seller cannot tell. It settles nothing and reopens nothing; one asks again.
    case unknown

    /// Reads a status however transports and older agents spell it: any case, `_` for `-`, A2A's `TASK_STATE_`, MCP's `cancelled`.
    ///
    /// - Returns: nil when the text is no task status, as with the status of a media buy.
    public init?(spelled text: String) {
        if let status = TaskStatus(rawValue: text) {
            self = status
            return
        }
        guard text.utf8.count <= 64 else { return nil }
        var name = text.lowercased().replacing("_", with: "-")
        if name.hasPrefix("task-state-") { name.removeFirst("task-state-".count) }
        self.init(rawValue: name == "cancelled" ? "canceled" : name)
    }

    /// Reads a status that must be one: whatever is not in the enum is `unknown`.
    public init(inbound text: String) {
        self = TaskStatus(spelled: text) ?? .unknown
    }

    /// The task is over, and nothing it says later counts.
    public var isTerminal: Bool {
        switch self {
        case .completed, .failed, .canceled, .rejected: true
        case .submitted, .working, .inputRequired, .authRequired, .unknown: false
        }
    }

    /// The task waits for something from our side.
    public var isPause: Bool {
        self == .inputRequired || self == .authRequired
    }

    /// The state that an operation takes from it; nil for `unknown`, which is an observation and never a state.
    public var state: OperationState? {
        switch self {
        case .submitted: .submitted
        case .working: .working
        case .inputRequired: .inputRequired
        case .authRequired: .authRequired
        case .completed: .completed
        case .failed: .failed
        case .canceled: .canceled
        case .rejected: .rejected
        case .unknown: nil
        }
    }

    /// What observing it amounts to; `unknown` only makes us ask again.
    public var outcome: Observation.Outcome {
        self.state.flatMap { Observation.Outcome(rawValue: $0.rawValue) } ?? .retry
    }
}
