import Crypto

/// What settled a task, in the one form in which all channels can be compared (AdCP, async identity and convergence).
public struct SettlementRecord: Sendable, Equatable {
    public let taskType: String
    /// A terminal status.
    public let status: TaskStatus
    /// The task's own result; null when it has none.
    public let value: JSON

    public init(taskType: String, status: TaskStatus, value: JSON) {
        self.taskType = taskType
        self.status = status
        self.value = value
    }

    /// RFC 8785 text of `{task_type, status, value}`.
    public var canonical: String {
        JSON.object(["task_type": .string(self.taskType), "status": .string(self.status.rawValue), "value": self.value])
            .canonical
    }

    /// SHA-256 of the canonical text.
    public var hash: [UInt8] {
        Array(SHA256.hash(data: Array(self.canonical.utf8)))
    }
}
