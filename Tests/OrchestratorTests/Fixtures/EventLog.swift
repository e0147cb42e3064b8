import Logging
import Synchronization
import TestSupport

@testable import Orchestrator

/// Keeps what an instance did, and lets a test wait until it has done something.
final class EventLog: Sendable {
    private struct State {
        var events: [OrchestratorEvent] = []
        var waiting: [(test: @Sendable (OrchestratorEvent) -> Bool, continuation: CheckedContinuation<Void, Never>)] =
            []
    }

    private let state = Mutex(State())

    var recorder: EventRecorder {
        EventRecorder(logger: .silent) { [weak self] in self?.add($0) }
    }

    var all: [OrchestratorEvent] { self.state.withLock { $0.events } }

    private func add(_ event: OrchestratorEvent) {
        let ready = self.state.withLock { state in
            state.events.append(event)
            let ready = state.waiting.filter { $0.test(event) }
            state.waiting.removeAll { $0.test(event) }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Returns when an event of some kind has happened, be it before or after this was asked.
    func first(where test: @escaping @Sendable (OrchestratorEvent) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = self.state.withLock { state in
                if state.events.contains(where: test) { return true }
                state.waiting.append((test, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
