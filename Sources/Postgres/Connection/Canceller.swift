import Dispatch

/// Cancels what runs on a connection, and nothing else.
///
/// A cancel request that comes too early is ignored by the server; one that comes too late hits the next statement. So every use of a
/// connection has a ticket: a request is sent only while its ticket is the running one, is repeated until that ends, and the end waits
/// for a request that is under way. A ticket that is cancelled before its turn never starts.
final class Canceller: Sendable {
    struct Ticket: Sendable, Hashable {
        fileprivate let number: UInt64
    }

    private struct State {
        var key: CancelKey?
        var issued: UInt64 = 0
        var running: Ticket?
        var cancelled: Set<Ticket> = []
    }

    /// Requests go out from here: each opens a socket and waits.
    private static let queue = DispatchQueue(label: "postgres.cancel", attributes: .concurrent)
    private static let repetition = DispatchTimeInterval.milliseconds(50)

    private let state = Locked(State())
    /// Whether a request was sent during the present use. Held while one is under way, and apart from `state`, so that a task that
    /// cancels never waits for the network.
    private let hasSentRequest = Locked(false)

    func arm(_ key: CancelKey?) {
        self.state.withLock { $0.key = key }
    }

    func issue() -> Ticket {
        self.state.withLock { state in
            state.issued += 1
            return Ticket(number: state.issued)
        }
    }

    /// Returns false for a ticket that has been cancelled already.
    func begin(_ ticket: Ticket) -> Bool {
        self.state.withLock { state in
            guard !state.cancelled.contains(ticket) else { return false }
            state.running = ticket
            return true
        }
    }

    /// Returns whether a request was sent: the connection may then still be struck by it.
    func end(_ ticket: Ticket) -> Bool {
        self.hasSentRequest.withLock { hasSentRequest in
            self.state.withLock { state in if state.running == ticket { state.running = nil } }
            defer { hasSentRequest = false }
            return hasSentRequest
        }
    }

    /// To be called when nobody can cancel the ticket any more.
    func retire(_ ticket: Ticket) {
        self.state.withLock { state in _ = state.cancelled.remove(ticket) }
    }

    var isRunningTicketCancelled: Bool {
        self.state.withLock { state in state.running.map(state.cancelled.contains) ?? false }
    }

    func cancel(_ ticket: Ticket) {
        let isRunning = self.state.withLock { state in
            state.cancelled.insert(ticket)
            return state.running == ticket
        }
        if isRunning { Self.queue.async { self.send(ticket) } }
    }

    private func send(_ ticket: Ticket) {
        let isRunning = self.hasSentRequest.withLock { hasSentRequest in
            guard let key = self.state.withLock({ $0.running == ticket ? $0.key : nil }) else { return false }
            hasSentRequest = true
            key.send()
            return true
        }
        if isRunning {
            Self.queue.asyncAfter(deadline: .now() + Self.repetition) { self.send(ticket) }
        }
    }
}
