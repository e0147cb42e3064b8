/// Where A2A takes the answer to what a task asked: the transport's own task and context, which are never AdCP's (C §7.0).
public struct A2AContinuation: Sendable, Equatable {
    /// A2A's `Task.id`.
    public let taskID: String
    /// A2A's `contextId`.
    public let contextID: String

    public init(taskID: String, contextID: String) {
        self.taskID = taskID
        self.contextID = contextID
    }
}
