import AdCP
import Database
import Metrics

extension OrchestratorEvent {
    /// Counts an event. Labels have few values: no tenant, agent or operation is among them.
    func count() {
        switch self {
        case .claimed(let count): Self.add("steps_claimed", by: count)
        case .claimFailed: Self.add("claims_failed")
        case .answered(let step, let outcome, let duration):
            Timer(
                label: Self.prefix + "agent_call_duration",
                dimensions: [("step", step.rawValue), ("outcome", outcome.rawValue)]
            )
            .recordNanoseconds(duration.nanoseconds)
        case .repinned: Self.add("requests_repinned")
        case .notResent: Self.add("requests_not_resent")
        case .stepFailed: Self.add("steps_given_up")
        case .released(let count): Self.add("steps_released", by: count)
        case .agentRead: Self.add("agents_read", [("result", "read")])
        case .agentUnread: Self.add("agents_read", [("result", "failed")])
        case .capabilitiesNotRefreshed: Self.add("capability_refreshes_failed")
        case .observed(let channel, let verdict):
            Self.add("observations", [("channel", channel.rawValue), ("verdict", verdict.rawValue)])
        case .handingInDelayed: Self.add("observations_delayed")
        case .observationLost: Self.add("observations_lost")
        case .answerRefused: Self.add("answers_refused")
        case .webhooksApplied(let count): Self.add("webhooks_applied_late", by: count)
        case .webhooksNotApplied: Self.add("webhook_intake_failed")
        case .resynchronized: Self.add("listener_resyncs")
        case .announcementFailed: Self.add("announcements_failed")
        case .heartbeatFailed: Self.add("heartbeats_failed")
        case .maintenanceFailed: Self.add("maintenance_failed")
        case .draining, .drained, .watchFailed, .partitionsMade, .reconciliationsBegun, .dispatchHeld, .stopNotRecorded:
            break
        }
    }

    private static let prefix = "holdfast_"

    private static func add(_ name: String, _ dimensions: [(String, String)] = [], by count: Int = 1) {
        Counter(label: self.prefix + name, dimensions: dimensions).increment(by: count)
    }
}

extension Duration {
    /// Clamped to what fits.
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (whole, isOverflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return isOverflow ? .max : whole + attoseconds / 1_000_000_000
    }
}
