import AdCP
import Crypto
import Synchronization

/// Sessions that are open, by agent and credential. Only a cache: losing it costs a handshake.
///
/// One handshake at a time per key; others wait for it and share what comes of it, good or bad, so that an agent that is down
/// isn't asked by all of its callers in turn.
final class SessionCache: Sendable {
    struct Key: Hashable, Sendable {
        private let url: String
        private let credential: [UInt8]?

        init(_ agent: AgentEndpoint) {
            self.url = agent.url
            self.credential = agent.bearerToken.map { Array(SHA256.hash(data: Array($0.utf8))) }
        }
    }

    typealias Outcome = Result<Session, HandshakeFailure>
    /// Nil when the task that shook hands was cancelled: another may take its place.
    private typealias Attempt = Promise<Outcome?>

    private struct Entry {
        var session: Session?
        var attempt: Attempt?
        /// The URL that worked last.
        var url: OutboundURL?
        /// Greater for those used later.
        var lastUse: Int
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var uses = 0
    }

    private enum Turn {
        case use(Session)
        case wait(Attempt)
        case shakeHands(Attempt, OutboundURL?)
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The open session, or the one that `handshake` opens.
    ///
    /// - Parameter handshake: gets the URL that worked last time.
    func session(for key: Key, _ handshake: (OutboundURL?) async -> Outcome) async -> Outcome {
        while !Task.isCancelled {
            switch self.enter(key) {
            case .use(let session):
                return .success(session)
            case .wait(let attempt):
                guard let outcome = await attempt.value() else { break }
                if let outcome { return outcome }
            case .shakeHands(let attempt, let url):
                let outcome = await handshake(url)
                self.leave(key, attempt, outcome)
                return outcome
            }
        }
        return .failure(.cancelled)
    }

    /// Drops a session that the server doesn't know any more, unless another took its place already.
    func forget(_ session: Session, of key: Key) {
        self.state.withLock { state in
            guard state.entries[key]?.session == session else { return }
            state.entries[key]?.session = nil
        }
    }

    private func enter(_ key: Key) -> Turn {
        self.state.withLock { state in
            state.uses += 1
            var entry = state.entries[key] ?? Entry(lastUse: 0)
            entry.lastUse = state.uses
            defer { state.entries[key] = entry }
            if let session = entry.session { return .use(session) }
            if let attempt = entry.attempt { return .wait(attempt) }
            let attempt = Attempt()
            entry.attempt = attempt
            return .shakeHands(attempt, entry.url)
        }
    }

    private func leave(_ key: Key, _ attempt: Attempt, _ outcome: Outcome) {
        self.state.withLock { state in
            state.entries[key]?.attempt = nil
            if case .success(let session) = outcome {
                state.entries[key]?.session = session
                state.entries[key]?.url = session.url
            }
            self.evict(&state)
        }
        if case .failure = outcome, Task.isCancelled {
            attempt.fulfil(nil)
        } else {
            attempt.fulfil(outcome)
        }
    }

    private func evict(_ state: inout State) {
        while state.entries.count > self.capacity,
            let oldest = state.entries.lazy.filter({ $0.value.attempt == nil })
                .min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            state.entries[oldest.key] = nil
        }
    }
}
