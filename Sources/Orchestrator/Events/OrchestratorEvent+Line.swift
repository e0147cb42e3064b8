import AdCP
import Database
import Foundation
import Logging

extension OrchestratorEvent {
    /// A log line: the message never varies, what does is metadata.
    struct Line {
        let level: Logger.Level
        let message: String
        var metadata: Logger.Metadata = [:]

        init(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata = [:]) {
            self.level = level
            self.message = message
            self.metadata = metadata
        }

        init(_ level: Logger.Level, _ message: String, _ error: DatabaseError, _ metadata: Logger.Metadata = [:]) {
            self.init(level, message, metadata.merging(["error": "\(error)"]) { given, _ in given })
        }
    }

    /// Nil for what happens too often to be told line by line: metrics count it.
    var line: Line? {
        switch self {
        case .claimed, .observed: nil
        case .answered(let step, let outcome, let duration):
            Line(
                .trace, "agent answered",
                ["step": "\(step.rawValue)", "outcome": "\(outcome.rawValue)", "took": "\(duration)"])
        case .claimFailed(let error): Line(.warning, "claiming steps failed", error)
        case .repinned(let operation): Line(.info, "request pinned to another AdCP release", Self.naming(operation))
        case .notResent(let operation):
            Line(.warning, "not sent again: what became of the first try is unknown", Self.naming(operation))
        case .stepFailed(let operation, let error):
            Line(.warning, "step given up until its lease ends", error, Self.naming(operation))
        case .released(let count): Line(.info, "steps handed back", ["count": "\(count)"])
        case .draining(let count): Line(.info, "draining", ["in_flight": "\(count)"])
        case .drained(let left): Line(left == 0 ? .info : .warning, "drained", ["left_to_their_leases": "\(left)"])
        case .agentRead(let name, let version):
            Line(.info, "agent's capabilities read", ["agent": "\(name)", "version": "\(version ?? "none in common")"])
        case .agentUnread(let name, let reason):
            Line(.warning, "agent's capabilities could not be read", ["agent": "\(name)", "reason": "\(reason)"])
        case .capabilitiesNotRefreshed(let error):
            Line(.warning, "reading changed capabilities failed", error)
        case .handingInDelayed(let count, let error):
            Line(.warning, "handing in observations failed, trying again", error, ["count": "\(count)"])
        case .observationLost(let operation, let error):
            Line(.error, "observation given up: its step falls due again", error, Self.naming(operation))
        case .answerRefused(let operation, let error):
            Line(
                .error, "the database does not take an answer: its outcome stays unknown", error, Self.naming(operation)
            )
        case .webhooksApplied(let count): Line(.info, "webhooks applied late", ["count": "\(count)"])
        case .webhooksNotApplied(let error): Line(.warning, "applying webhooks failed", error)
        case .resynchronized: Line(.debug, "listening: looking at everything anew")
        case .announcementFailed(let error): Line(.debug, "announcing failed, trying again", error)
        case .watchFailed(let error): Line(.debug, "reading operations that are waited for failed", error)
        case .heartbeatFailed(let error): Line(.warning, "heartbeat failed", error)
        case .partitionsMade(let count): count == 0 ? nil : Line(.info, "partitions made", ["count": "\(count)"])
        case .dispatchHeld: Line(.warning, "dispatch is held after a restore: see holdfast restore status")
        case .reconciliationsBegun(let count):
            count == 0 ? nil : Line(.info, "reconciling with agents", ["count": "\(count)"])
        case .maintenanceFailed(let error): Line(.warning, "maintenance failed", error)
        case .stopNotRecorded(let error): Line(.info, "the stop of this instance could not be recorded", error)
        }
    }

    private static func naming(_ operation: OperationID) -> Logger.Metadata {
        [
            "tenant": "\(operation.tenant.uuidString.lowercased())",
            "operation": "\(operation.id.uuidString.lowercased())",
        ]
    }
}
