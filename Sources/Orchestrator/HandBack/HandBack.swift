import Database

/// A claimed step on its way back to the database.
struct HandBack: Sendable {
    enum Content: Sendable {
        /// What was learnt by it.
        case observed(Observed)
        /// Nothing was done for it.
        case untouched
    }

    let step: ClaimedStep
    var content: Content
    /// When another instance may claim the step, as near as this one can tell.
    let leaseEnd: ContinuousClock.Instant
}

extension HandBack {
    /// The same without anything that the agent said, for an answer that the database does not take; nil when there is nothing to leave out.
    func withoutAnswer(_ error: DatabaseError) -> HandBack? {
        guard case .observed(let observed) = self.content, observed.channel != .clock,
            observed.errorCode != StepError.answerNotRecorded
        else { return nil }
        // A poll decides nothing, so it is merely asked again.
        var bare = Observed(
            operation: observed.operation, channel: observed.channel, leaseToken: observed.leaseToken,
            outcome: observed.channel == .call ? "outcome_unknown" : "retry")
        bare.errorCode = StepError.answerNotRecorded
        bare.reason = "The database did not take the agent's answer" + (error.sqlState.map { " (\($0))." } ?? ".")
        bare.milliseconds = observed.milliseconds
        var copy = self
        copy.content = .observed(bare)
        return copy
    }
}
