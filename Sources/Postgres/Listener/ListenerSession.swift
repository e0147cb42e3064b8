import Dispatch
import Logging

/// The listening thread: connects, listens, fills a mailbox, and does so again whenever the connection is lost.
struct ListenerSession: Sendable {
    let configuration: PostgresConfiguration
    let channels: [String]
    let heartbeat: Duration
    let logger: Logger

    /// Returns at once; the thread ends when the mailbox is closed.
    func start(_ mailbox: Mailbox) {
        guard let wakePipe = mailbox.wakePipe else {
            self.logger.error("cannot listen: the process has no file descriptors left")
            mailbox.close()
            return
        }
        DispatchQueue(label: "postgres.listener").async { self.run(mailbox, wakePipe) }
    }

    private func run(_ mailbox: Mailbox, _ wakePipe: WakePipe) {
        var backoff = Backoff(first: .milliseconds(20))
        var generator = SystemRandomNumberGenerator()
        var isFirstFailure = true
        while !mailbox.isClosed {
            do throws(PostgresError) {
                let handle = try Handle(self.configuration)
                for channel in self.channels {
                    _ = try handle.execute("listen \(Self.quoted(channel))")
                }
                backoff.reset()
                isFirstFailure = true
                mailbox.requireResync()
                try self.receive(handle, mailbox, wakePipe)
            } catch {
                self.logger.log(
                    level: isFirstFailure ? .warning : .debug, "not listening to the database",
                    metadata: ["error": "\(error)"])
                isFirstFailure = false
                _ = wakePipe.wait(for: backoff.wait(using: &generator))
            }
        }
    }

    /// Takes in notifications until the mailbox is closed.
    private func receive(
        _ handle: borrowing Handle, _ mailbox: Mailbox, _ wakePipe: WakePipe
    ) throws(PostgresError) {
        while true {
            while let (channel, payload) = handle.nextNotification() {
                mailbox.add(channel: channel, payload: payload)
            }
            switch wakePipe.wait(for: self.heartbeat, socket: handle.socket) {
            case .woken: return
            case .readable: guard handle.consumeInput() else { throw handle.lost() }
            case .timedOut: _ = try handle.execute("select 1")
            }
        }
    }

    /// A channel as an identifier of SQL, exactly as it is spelt.
    static func quoted(_ channel: String) -> String {
        "\"" + channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
