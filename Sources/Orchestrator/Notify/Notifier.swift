public import Database
import struct Foundation.UUID
public import Logging
public import Postgres
public import ServiceLifecycle

/// Carries hints between instances: listens on a session of its own, and sends what was announced here, merged.
///
/// Sending goes over the pool and off every other transaction, because commits that notify wait for each other. Whatever is lost on
/// the way is made good by a slow beat, on which the operations that somebody waits for are read.
public struct Notifier: Service {
    private let listener: Listener
    private let database: Database
    private let signals: ChangeSignals
    private let events: EventRecorder
    private let pace: Pace

    /// How often things happen.
    struct Pace {
        /// Least time between two announcements.
        var announcements = Duration.milliseconds(20)
        /// Time between two looks at the operations that are waited for.
        var beat = Duration.seconds(5)
        /// Wait after an announcement that failed.
        var retry = Duration.seconds(1)
    }

    /// - Parameter listening: must lead to the database itself; a pooler in transaction mode does not deliver notifications.
    public init(listening: PostgresConfiguration, database: Database, signals: ChangeSignals, logger: Logger) {
        self.init(
            listener: Listener(listening, channels: Channel.all, logger: logger), database: database, signals: signals,
            events: EventRecorder(logger: logger), pace: Pace())
    }

    init(listener: Listener, database: Database, signals: ChangeSignals, events: EventRecorder, pace: Pace) {
        self.listener = listener
        self.database = database
        self.signals = signals
        self.events = events
        self.pace = pace
    }

    /// As `adcp_api.announce` names them.
    enum Channel {
        static let changed = "adcp_changed"
        static let work = "adcp_work"
        static let all = [Self.changed, Self.work]
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.listen() }
                group.addTask { await self.send() }
                group.addTask { await self.beat() }
            }
        }
        // What the services that ended before this one still had to say.
        await self.sendPending()
    }

    private func listen() async {
        repeat {
            for await event in self.listener { self.heard(event) }
            // It ends by itself only where the process could not begin to listen.
        } while (try? await Task.sleep(for: self.pace.retry)) != nil
    }

    private func heard(_ event: ListenerEvent) {
        switch event {
        case .resync:
            self.events.record(.resynchronized)
            self.signals.resync()
        case .notification(Channel.work, _):
            self.signals.workIsDue()
        case .notification(_, let payload):
            self.heard(payload)
        }
    }

    private func heard(_ payload: String) {
        let operations = payload.split(separator: ",").map { UUID(uuidString: String($0)) }
        if operations.contains(nil) {
            self.signals.resync()
        } else {
            self.signals.changed(operations.compactMap(\.self))
        }
    }

    private func send() async {
        while !Task.isCancelled {
            await self.signals.outgoing.wait()
            let isSent = await self.sendPending()
            try? await Task.sleep(for: isSent ? self.pace.announcements : self.pace.retry)
        }
    }

    /// False when it failed; what was to be sent is then kept.
    @discardableResult
    private func sendPending() async -> Bool {
        let announcements = self.signals.takeAnnouncements()
        guard !announcements.isEmpty else { return true }
        do {
            try await self.database.announce(
                operations: announcements.isEverything ? nil : Array(announcements.operations),
                work: announcements.isWork)
            return true
        } catch {
            self.signals.giveBack(announcements)
            if error.kind != .cancelled { self.events.record(.announcementFailed(error)) }
            return false
        }
    }

    private func beat() async {
        while (try? await Task.sleep(for: self.pace.beat)) != nil {
            let operations = self.signals.watchedOperations
            for start in stride(from: 0, to: operations.count, by: Self.batchSize) {
                let batch = Array(operations[start..<min(start + Self.batchSize, operations.count)])
                do {
                    self.signals.note(try await self.database.versions(batch))
                } catch {
                    if error.kind != .cancelled { self.events.record(.watchFailed(error)) }
                    break
                }
            }
        }
    }

    private static let batchSize = 1_000
}
