/// What an agent answered over A2A: a task, an event about one or a message, of either release, and the AdCP body in it (C §1.2).
public struct A2AResponse: Sendable {
    /// Where A2A says that the call stands, which is not yet where the AdCP task stands; `unknown` where it does not say.
    public let state: TaskStatus
    /// The AdCP body as it came; nil where there is none.
    public let data: JSONObject?
    /// The body was wrapped once more as `{response: …}`, which AdCP has refused rather than guessed at.
    public let isWrapped: Bool
    /// The fatal error, wherever in the answer it stands (C §3.4).
    public let error: JSONObject?
    /// What the agent said beside it, in order.
    public let texts: [String]
    /// `metadata.adcp_task_id`, where older sellers put the AdCP task of what they merely took.
    public let metadataTaskID: String?
    /// A2A's own task, where the answer names both parts of it.
    public let nativeTask: A2AContinuation?

    private static let wrappers: Set<String> = ["task", "message", "statusUpdate", "artifactUpdate"]

    public init(_ result: JSON) {
        var event = result.object ?? JSONObject()
        if event.count == 1, let name = event.keys.first, Self.wrappers.contains(name) {
            event = event[name]?.object ?? JSONObject()
        }
        let status = event["status"]
        let state = status?["state"]?.string.map(TaskStatus.init(inbound:)) ?? .unknown
        let artifacts = event["artifacts"]?.array ?? []
        let artifactParts = artifacts.first?.parts ?? []
        let messageParts = status?["message"]?.parts ?? []

        // Final: the last data part of the first artifact; not final: the message's first, since an artifact may still grow.
        let final = state.isTerminal ? artifactParts.last(where: { $0.data != nil })?.data : nil
        let body = final ?? (state == .unknown ? nil : messageParts.lazy.compactMap(\.data).first)
        let isWrapped = body.map { $0.keys == ["response"] && $0["response"]?.object != nil } ?? false
        self.state = state
        self.data = isWrapped ? nil : body
        self.isWrapped = isWrapped
        self.error = (artifacts.flatMap(\.parts) + messageParts).lazy.compactMap(\.data)
            .first { AdCPError($0["adcp_error"]) != nil }
        self.texts = (messageParts + artifactParts + (event["parts"]?.array ?? [])).compactMap { $0["text"]?.string }
        self.metadataTaskID =
            [artifacts.first, status?["message"], .object(event)].lazy
            .compactMap { Identifier.opaque($0?["metadata"]?["adcp_task_id"]) }.first
        self.nativeTask = Self.nativeTask(event)
    }

    /// A task has an `id`, an event about it a `taskId`; a message may have either and is no task.
    private static func nativeTask(_ event: JSONObject) -> A2AContinuation? {
        guard event["status"]?.object != nil, let task = Identifier.opaque(event["id"] ?? event["taskId"]),
            let context = Identifier.opaque(event["contextId"])
        else { return nil }
        return A2AContinuation(taskID: task, contextID: context)
    }
}

extension JSON {
    /// Parts of a message or an artifact.
    fileprivate var parts: [JSON] { self["parts"]?.array ?? [] }

    /// The object in a data part, which A2A tells by the member itself; 0.3 has a `kind` beside it.
    fileprivate var data: JSONObject? { self["data"]?.object }
}
