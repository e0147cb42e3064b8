/// Where the listening thread leaves events and the reading task finds them.
final class Mailbox: Sendable {
    private struct State {
        var buffer: NotificationBuffer
        var reader: CheckedContinuation<Void, Never>?
        var isClosed = false
    }

    private let state: Locked<State>
    /// Wakes the listening thread when the mailbox is closed.
    let wakePipe: WakePipe?

    init(limit: Int) {
        self.state = Locked(State(buffer: NotificationBuffer(limit: limit)))
        self.wakePipe = WakePipe()
    }

    var isClosed: Bool { self.state.withLock { $0.isClosed } }

    func add(channel: String, payload: String) {
        self.change { $0.buffer.add(channel: channel, payload: payload) }
    }

    func requireResync() {
        self.change { $0.buffer.requireResync() }
    }

    func close() {
        self.change { $0.isClosed = true }
        self.wakePipe?.wake()
    }

    private func change(_ body: (inout State) -> Void) {
        let reader = self.state.withLock { state in
            body(&state)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    /// Waits for the next event; nil when the mailbox is closed, which the cancellation of the reading task does.
    func next() async -> ListenerEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { reader in
                let isReady = self.state.withLock { state in
                    if state.isClosed || !state.buffer.isEmpty { return true }
                    state.reader = reader
                    return false
                }
                if isReady { reader.resume() }
            }
        } onCancel: {
            self.close()
        }
        return self.state.withLock { state in state.isClosed ? nil : state.buffer.next() }
    }
}
