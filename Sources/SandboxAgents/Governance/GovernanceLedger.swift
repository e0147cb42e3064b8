import AdCP

/// What the governance agent knows: plans, the questions it was asked, and what became of what it approved.
struct GovernanceLedger: Sendable {
    private(set) var plans: [String: JSONObject] = [:]
    private(set) var checks: [String: JSONObject] = [:]
    private(set) var outcomes: [String: JSONObject] = [:]

    mutating func apply(_ entry: Entry) {
        switch entry.event {
        case .planSynced:
            guard let plan = entry["plan"]?.object, let id = plan["plan_id"]?.string else { return }
            self.plans[id] = plan
        case .governanceChecked:
            if let id = entry["check_id"]?.string { self.checks[id] = entry.details }
        case .outcomeReported:
            if let id = entry["check_id"]?.string { self.outcomes[id] = entry.details }
        default: break
        }
    }

    /// What is left of a plan's budget; nil for a plan without one.
    func remaining(of plan: String) -> Double? {
        guard let total = self.plans[plan]?["budget"]?["total"]?.double else { return nil }
        let spent = self.outcomes.values
            .filter { $0["plan_id"]?.string == plan && $0["outcome"]?.string == "completed" }
            .compactMap { $0["committed_budget"]?.double }
            .reduce(0, +)
        return total - spent
    }
}
