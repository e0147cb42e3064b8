import Logging
import Synchronization
import TestSupport

@testable import Orchestrator

/// Keeps what an instance did, and lets a test wait until it has done something.
final class EventLog: Sendable {
    typealias Test = @Sendable (OrchestratorEvent) -> Bool

    private struct Waiter {
        let test: Test
        var missing: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var events: [OrchestratorEvent] = []
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    var recorder: EventRecorder {
        EventRecorder(logger: .silent) { [weak self] in self?.add($0) }
    }

    private func add(_ event: OrchestratorEvent) {
        let ready = self.state.withLock { state in
            state.events.append(event)
            for index in state.waiters.indices where state.waiters[index].test(event) {
                state.waiters[index].missing -= 1
            }
            let ready = state.waiters.filter { $0.missing <= 0 }
            state.waiters.removeAll { $0.missing <= 0 }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Returns when an event of some kind has happened, be it before or after this was asked.
    func first(where test: @escaping Test) async {
        await self.reached(1, test)
    }

    /// Returns when so many events of some kind have happened.
    func reached(_ count: Int, _ test: @escaping Test) async {
        await withCheckedContinuation { continuation in
            let isReached = self.state.withLock { state in
                let missing = count - state.events.count(where: test)
                if missing > 0 {
                    state.waiters.append(Waiter(test: test, missing: missing, continuation: continuation))
                }
                return missing <= 0
            }
            if isReached { continuation.resume() }
        }
    }
}
