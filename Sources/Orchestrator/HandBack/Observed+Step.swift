import AdCP
import Database

extension Observed {
    /// What a step's call or poll came to.
    ///
    /// - Parameter took: how long the agent took to answer; nil when it was not asked.
    init(_ observation: Observation, by step: ClaimedStep, took: Duration?) {
        self.init(
            operation: step.operation, channel: step.kind == .poll ? .poll : .call, leaseToken: step.leaseToken,
            outcome: observation.outcome.rawValue)
        self.taskID = observation.taskID
        self.contextID = observation.contextID
        self.sellerTime = observation.sellerTime
        self.reason = observation.reason
        self.errorCode = observation.errorCode
        self.retryAfterSeconds = observation.retryAfterSeconds
        self.recordHash = observation.recordHash
        self.value = observation.keptValue
        self.milliseconds = took.map(\.wholeMilliseconds)
    }

    /// The deadline of a step's operation has passed.
    init(expired step: ClaimedStep) {
        self.init(operation: step.operation, channel: .clock, leaseToken: step.leaseToken, outcome: "timed_out")
        self.reason = "The deadline passed without an outcome."
    }
}

extension Observation {
    /// What the database keeps of it: of a pause, what is asked and where the answer goes, which only we may say.
    fileprivate var keptValue: String? {
        guard self.outcome == .inputRequired || self.outcome == .authRequired else { return self.value }
        var members: JSONObject = [:]
        members["asked"] = self.value.flatMap { try? JSON(parsing: $0, maximumDepth: 128) }
        members["continuation"] = self.continuation.map {
            ["task_id": .string($0.taskID), "context_id": .string($0.contextID)]
        }
        return JSON.object(members).text
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int {
        Int(self / .milliseconds(1))
    }
}
