/// What a poll or a webhook reports of a task: a status, and the task's body beside it rather than around it.
struct TaskReport {
    /// nil where the report does not name it.
    let taskID: String?
    let status: TaskStatus
    let result: TaskBody?
    /// Summary of a failure in a poll's `error`.
    let error: AdCPError?
    let message: String?
    /// The channel has no place for a result, so that its absence says nothing: polls before 3.1.
    let mayLackResult: Bool

    /// Never an outcome that the report does not prove: what contradicts itself or lacks its result makes us ask again.
    func observation(of task: String) -> Observation {
        switch self.status {
        case .unknown:
            return self.again("The agent does not know where the task stands.", nil)
        case .submitted, .working, .inputRequired, .authRequired:
            var observation =
                self.result.map { Observation.open(self.status, by: $0) } ?? Observation(self.status.outcome)
            observation.reason = self.result?.pauseReason ?? self.message
            return observation
        case .completed, .failed, .canceled, .rejected:
            break
        }
        if self.isContradictory { return Self.contradiction }
        var observation =
            if let result = self.result, self.status != .completed || result.hasSuccess || !result.needsResult {
                self.status == .completed
                    ? result.fault.map { Observation.invalid($0, .retry, by: result) }
                        ?? Observation.settled(self.status, by: result)
                    : Observation.settled(self.status, by: result)
            } else {
                self.withoutResult(of: task)
            }
        observation.reason = observation.reason ?? self.message
        return observation
    }

    /// What a report that contradicts itself says.
    static let contradiction = Observation(
        .retry, reason: "The report contradicts itself.", errorCode: ErrorCode.contradictoryAnswer.rawValue)

    /// Status, result and error must tell the same (AdCP, async identity and convergence).
    private var isContradictory: Bool {
        if let taskID = self.taskID, let named = self.result?.object["task_id"], !named.isNull, named.string != taskID {
            return true
        }
        switch self.result?.status {
        case .task(let status) where status != self.status: return true
        case .malformed: return true
        default: break
        }
        let errors = self.result?.errors ?? []
        if self.status == .completed {
            let isErrorArm = self.result.map { $0.needsResult && !$0.hasSuccess && !errors.isEmpty } ?? false
            return self.error != nil || isErrorArm
        }
        if let error = self.error, !errors.isEmpty { return !errors.contains { $0.code == error.code } }
        return self.status == .failed && errors.isEmpty
            && (self.result.map { $0.needsResult && $0.hasSuccess } ?? false)
    }

    private func withoutResult(of task: String) -> Observation {
        switch self.status {
        case .completed where !self.mayLackResult:
            // Some sellers give it to webhooks alone, or to polls alone.
            self.again("The task is completed, and its result has not come yet.", .incompleteAnswer)
        case .completed, .canceled:
            .settled(self.status, of: task, value: .null)
        default:
            self.fact(of: task)
        }
    }

    /// The task ended so, and that is all that is known: the record may still come by another channel.
    private func fact(of task: String) -> Observation {
        var observation = Observation.settled(
            self.status, of: task, value: nil, reason: self.error?.message, errorCode: self.error?.code.rawValue)
        observation.value = self.error.map { JSON.object(["errors": [$0.normalized]]).text }
        return observation
    }

    private func again(_ reason: String, _ code: ErrorCode?) -> Observation {
        Observation(.retry, reason: reason, errorCode: (code ?? .incompleteAnswer).rawValue)
    }
}
