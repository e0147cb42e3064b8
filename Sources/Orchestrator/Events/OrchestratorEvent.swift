import AdCP
import Database
import struct Foundation.UUID

/// Everything that the loops do which somebody may want to see. Interpreted in `EventRecorder`; holds neither payloads nor secrets.
enum OrchestratorEvent: Sendable {
    // Dispatch
    case claimed(Int)
    case claimFailed(DatabaseError)
    case answered(ClaimedStep.Kind, Observation.Outcome, Duration)
    case repinned(OperationID)
    case notResent(OperationID)
    case stepFailed(OperationID, DatabaseError)
    case released(Int)
    case draining(inFlight: Int)
    /// What is left falls due again when its leases end.
    case drained(left: Int)

    // Agents
    case agentRead(name: String, version: String?)
    case agentUnread(name: String, reason: String)
    case capabilitiesNotRefreshed(DatabaseError)

    // Observations
    case observed(Observed.Channel, Verdict.Kind)
    /// Handing in failed and is tried again.
    case handingInDelayed(count: Int, DatabaseError)
    /// Given up: the step falls due again.
    case observationLost(OperationID, DatabaseError)
    /// The database will not take an answer as it is.
    case answerRefused(OperationID, DatabaseError)

    // Webhooks
    case webhooksApplied(Int)
    case webhooksNotApplied(DatabaseError)

    // Between instances
    case resynchronized
    case announcementFailed(DatabaseError)
    case watchFailed(DatabaseError)

    // Upkeep
    case heartbeatFailed(DatabaseError)
    case partitionsMade(Int)
    /// The database may have lost commits, and a person has to say that all goes on.
    case dispatchHeld
    /// Comparisons with agents that this instance began as it started.
    case reconciliationsBegun(Int)
    case maintenanceFailed(DatabaseError)
    case stopNotRecorded(DatabaseError)
}
