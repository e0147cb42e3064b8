/// The body of a task's answer: envelope members and the task's own result side by side, as AdCP puts them on the wire.
struct TaskBody {
    let task: String
    let object: JSONObject
    /// The release that the answer was served under.
    let version: ProtocolVersion

    /// - Parameter version: what is known of the release; the body's own word comes first, and without either it is 3.0.
    init(_ object: JSONObject, of task: String, version: ProtocolVersion?) {
        self.task = task
        self.object = object
        self.version = ProtocolVersion(object["adcp_version"]?.string) ?? version ?? .fallback
    }

    /// What the member `status` says.
    enum Status: Equatable {
        case none
        case task(TaskStatus)
        /// The status of a resource, of which the task made or changed one: the task itself is done.
        case resource(String)
        /// Not text, so that nothing can be concluded from it.
        case malformed
    }

    /// Order and exceptions as in AdCP's task-status extraction: open words are always the task's; a terminal word is a
    /// resource's where that release has such a status there; other words are a resource's.
    var status: Status {
        guard let member = self.object["status"], !member.isNull else { return .none }
        guard let text = member.string else { return .malformed }
        guard let status = TaskStatus(spelled: text) else { return .resource(text) }
        guard status.isTerminal, let resource = ResourceStatus.of(task: self.task), self.version < resource.endsWith,
            self.object[resource.identifier]?.string != nil, resource.words.contains(text)
        else { return .task(status) }
        if let later = self.object[resource.laterName]?.string, later != text { return .task(status) }
        // A buy that is completed and a task that is completed look alike, and both mean that the task is done.
        return status == .completed ? .task(.completed) : .resource(text)
    }

    var taskID: String? { Identifier.opaque(self.object["task_id"]) }
    var contextID: String? { Identifier.opaque(self.object["context_id"]) }
    /// The agent's own time of the answer.
    var time: String? { Timestamp.rfc3339(self.object["timestamp"]?.string) }
    /// When the agent last changed the task, in the answer to a poll.
    var pollTime: String? { Timestamp.rfc3339(self.object["updated_at"]?.string) }
    var message: String? { CounterpartyText.shown(self.object["message"]?.string) }

    /// Why a task waits for us: the code that AdCP defines for it, and the agent's words.
    var pauseReason: String? {
        let parts = [CounterpartyText.shown(self.object["reason"]?.string, limit: 128), self.message].compactMap(\.self)
        return CounterpartyText.shown(parts.joined(separator: ": "))
    }

    /// Another body of the same task; it was served under the same release unless it says otherwise.
    func holding(_ object: JSONObject) -> TaskBody {
        TaskBody(object, of: self.task, version: self.version)
    }

    /// The errors that the body carries, the fatal one first: `errors[]`, and `adcp_error` where that is empty.
    var errors: [AdCPError] {
        let listed = (self.object["errors"]?.array ?? []).prefix(64).compactMap { AdCPError($0) }
        return listed.isEmpty ? [self.fatalError].compactMap(\.self) : listed
    }

    var fatalError: AdCPError? { AdCPError(self.object["adcp_error"]) }

    /// The task's own members: all but the envelope's, and with a resource's status under its later name.
    ///
    /// `context` is left out although task schemas declare it: it is our own words coming back, on some channels beside the result
    /// and on others inside, and says nothing of the outcome.
    var result: JSONObject {
        let own = Self.ownMembers[self.task] ?? []
        var result = self.object.filter { own.contains($0) || !Self.envelope.contains($0) }
        if case .resource(let word) = self.status {
            let name = ResourceStatus.of(task: self.task)?.laterName ?? "status"
            if result[name] == nil { result[name] = .string(word) }
        }
        return result
    }

    /// The body has what a success must have, or for tasks that we know nothing of, anything but errors.
    var hasSuccess: Bool {
        let names = Self.successMembers[self.task]
        return self.result.contains { member in
            guard !member.value.isNull else { return false }
            return names?.contains(member.name) ?? !Self.neutral.contains(member.name)
        }
    }

    /// Whether a success of this task must have a result of its own.
    var needsResult: Bool {
        Self.successMembers[self.task] != nil
    }

    /// Members of `core/protocol-envelope.json` and `core/version-envelope.json`, identities, and the siblings of `status` that
    /// AdCP forbids.
    private static let envelope: Set<String> = [
        "status", "task_status", "response_status", "adcp_version", "adcp_major_version", "adcp_error", "context",
        "context_id",
        "task_id", "operation_id", "idempotency_key", "notification_id", "message", "timestamp", "replayed",
        "push_notification_config", "governance_context",
    ]

    /// What a task's own schema declares although the envelope has it, too: there it is the result (`governance/*-response.json`).
    private static let ownMembers: [String: Set<String>] = ["check_governance": ["governance_context"]]

    /// Any of these makes an answer a success of its task (`media-buy/*-response.json`, `creative/*-response.json`).
    private static let successMembers: [String: Set<String>] = [
        "create_media_buy": ["media_buy_id", "packages"],
        "update_media_buy": ["media_buy_id", "affected_packages"],
        "sync_creatives": ["creatives"],
        "build_creative": ["creative_manifest", "creative_manifests", "creatives", "estimate"],
        "check_governance": ["verdict", "check_id"],
        "report_plan_outcome": ["outcome_id"],
        "sync_plans": ["plans"],
        "get_products": ["products", "proposals", "unchanged", "wholesale_feed_version"],
    ]

    /// Members that successes and failures alike may have.
    private static let neutral: Set<String> = ["errors", "warnings", "ext", "sandbox"]
}
