public import struct Foundation.UUID

/// One operation to be submitted.
public struct Submission: Sendable {
    public var tenant: UUID
    /// Name of the agent.
    public var agent: String
    /// AdCP task, such as `create_media_buy`.
    public var task: String
    /// Arguments of the task: a JSON object.
    public var request: String
    /// The caller's own key: the same key gives the same operation.
    public var key: String?
    /// Whether the seller is asked to call back, where the task and the agent allow it.
    public var webhook: Bool
    /// How long the operation may wait, in seconds; nil for the policy of its task.
    public var deadlineSeconds: Int?
    /// The operation that this one corrects: it ended without success, or waits for an answer that cannot be given.
    public var replaces: UUID?

    public init(
        tenant: UUID, agent: String, task: String, request: String, key: String? = nil, webhook: Bool = true,
        deadlineSeconds: Int? = nil, replaces: UUID? = nil
    ) {
        self.tenant = tenant
        self.agent = agent
        self.task = task
        self.request = request
        self.key = key
        self.webhook = webhook
        self.deadlineSeconds = deadlineSeconds
        self.replaces = replaces
    }
}

/// Names one operation: no operation is ever looked up without its tenant.
public struct OperationID: Sendable, Hashable {
    public let tenant: UUID
    public let id: UUID

    public init(tenant: UUID, id: UUID) {
        self.tenant = tenant
        self.id = id
    }
}
