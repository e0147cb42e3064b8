import Synchronization

/// A value that is given once and awaited by any number of tasks, each of which may be cancelled.
final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case open(waiting: [Int: CheckedContinuation<Value?, Never>], next: Int)
        case fulfilled(Value)
    }

    private let state = Mutex(State.open(waiting: [:], next: 0))

    /// Gives the value to all who wait and all who will. Only the first value counts.
    func fulfil(_ value: Value) {
        let waiting = self.state.withLock { state -> [CheckedContinuation<Value?, Never>] in
            guard case .open(let waiting, _) = state else { return [] }
            state = .fulfilled(value)
            return Array(waiting.values)
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }

    /// The value, once it is there; nil if the task is cancelled first.
    func value() async -> Value? {
        let ticket = self.state.withLock { state -> Int in
            guard case .open(let waiting, let next) = state else { return 0 }
            state = .open(waiting: waiting, next: next + 1)
            return next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { self.register($0, as: ticket) }
        } onCancel: {
            self.dismiss(ticket)
        }
    }

    private func register(_ continuation: CheckedContinuation<Value?, Never>, as ticket: Int) {
        let early = self.state.withLock { state -> Value?? in
            switch state {
            case .fulfilled(let value):
                return .some(value)
            case .open(var waiting, let next):
                // Under the lock that `dismiss` takes: cancellation is either seen here or finds the ticket there.
                if Task.isCancelled { return .some(nil) }
                waiting[ticket] = continuation
                state = .open(waiting: waiting, next: next)
                return .none
            }
        }
        if let early { continuation.resume(returning: early) }
    }

    private func dismiss(_ ticket: Int) {
        let continuation = self.state.withLock { state -> CheckedContinuation<Value?, Never>? in
            guard case .open(var waiting, let next) = state else { return nil }
            let continuation = waiting.removeValue(forKey: ticket)
            state = .open(waiting: waiting, next: next)
            return continuation
        }
        continuation?.resume(returning: nil)
    }
}
