import Foundation
import Glibc
import Synchronization

/// A program from its start to its end; it can be signalled safely at any time, and waited for by anyone.
final class RunningProcess: Sendable {
    private enum State {
        case running([CheckedContinuation<Int32, Never>])
        case ended(Int32)
    }

    let identifier: pid_t
    private let state = Mutex(State.running([]))

    /// - Parameter onEnd: called when the program has ended and its number is still its own.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], input: Int32, output: Int32,
        errors: Int32, onEnd: @escaping @Sendable () -> Void = {}
    ) throws {
        self.identifier = try Spawn.start(
            program, arguments, environment: environment, input: input, output: output, errors: errors)
        Thread.detachNewThread {
            Spawn.waitForEnd(of: self.identifier)
            onEnd()
            self.end()
        }
    }

    private func end() {
        let (waiting, status) = self.state.withLock { state in
            let status = Spawn.reap(self.identifier)
            var waiting: [CheckedContinuation<Int32, Never>] = []
            if case .running(let continuations) = state { waiting = continuations }
            state = .ended(status)
            return (waiting, status)
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    /// Does nothing once the program has ended.
    func signal(_ number: Int32) {
        self.state.withLock { state in
            if case .running = state { _ = kill(self.identifier, number) }
        }
    }

    /// How it ended, once it has. Waiting cannot be cancelled.
    var status: Int32 {
        get async {
            await withCheckedContinuation { continuation in
                let known = self.state.withLock { state -> Int32? in
                    switch state {
                    case .ended(let status): return status
                    case .running(let waiting):
                        state = .running(waiting + [continuation])
                        return nil
                    }
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }
}
