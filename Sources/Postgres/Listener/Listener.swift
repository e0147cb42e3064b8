public import Logging

/// Notifications of some channels, as a sequence that outlives its connections.
///
/// Every iteration has a session and a thread of its own, which end with the iterator or with the task that reads it. NOTIFY is a hint:
/// it is lost while nobody listens, so a reader looks at the tables at every `.resync`. Not for use through a pooler in
/// transaction mode, where a session cannot listen.
public struct Listener: AsyncSequence, Sendable {
    public typealias Element = ListenerEvent
    public typealias Failure = Never

    private let session: ListenerSession
    private let bufferLimit: Int

    /// - Parameters:
    ///   - heartbeat: silence after which the connection is tried with a statement.
    ///   - bufferLimit: how many notifications may wait for a slow reader before they become one `.resync`.
    public init(
        _ configuration: PostgresConfiguration, channels: [String], heartbeat: Duration = .seconds(5),
        bufferLimit: Int = 1_000, logger: Logger
    ) {
        self.session = ListenerSession(
            configuration: configuration, channels: channels, heartbeat: heartbeat, logger: logger)
        self.bufferLimit = bufferLimit
    }

    public func makeAsyncIterator() -> AsyncIterator {
        let mailbox = Mailbox(limit: self.bufferLimit)
        self.session.start(mailbox)
        return AsyncIterator(owner: Owner(mailbox: mailbox))
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let owner: Owner

        /// The next event; nil when the task is cancelled.
        public mutating func next() async -> ListenerEvent? {
            await self.owner.mailbox.next()
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> ListenerEvent? {
            await self.owner.mailbox.next()
        }
    }

    /// Ends the listening thread with the last copy of the iterator.
    fileprivate final class Owner: Sendable {
        let mailbox: Mailbox

        init(mailbox: Mailbox) {
            self.mailbox = mailbox
        }

        deinit {
            self.mailbox.close()
        }
    }
}
