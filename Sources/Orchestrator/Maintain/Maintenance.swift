public import Database
public import Logging
public import ServiceLifecycle

/// Says that this instance lives, and does the upkeep that any instance may do.
public struct Maintenance: Service {
    private let instance: Instance
    private let database: Database
    private let events: EventRecorder
    private let pace: Pace

    /// How often it does what.
    struct Pace {
        var heartbeat = Duration.seconds(10)
        var upkeep = Duration.seconds(3600)
        var followUp = Duration.seconds(15)
    }

    public init(instance: Instance, database: Database, logger: Logger) {
        self.init(instance: instance, database: database, events: EventRecorder(logger: logger), pace: Pace())
    }

    init(instance: Instance, database: Database, events: EventRecorder, pace: Pace) {
        self.instance = instance
        self.database = database
        self.events = events
        self.pace = pace
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            let mark = await self.beatOnce()
            await withDiscardingTaskGroup { group in
                group.addTask { await self.beat(after: mark) }
                group.addTask { await self.maintain() }
                group.addTask { await self.followUp() }
                group.addTask { await self.reconcile() }
            }
        }
        do {
            try await self.database.stopInstance(self.instance.id)
        } catch {
            self.events.record(.stopNotRecorded(error))
        }
    }

    private func beat(after mark: Int?) async {
        var mark = mark
        while await Self.pause(self.pace.heartbeat) { mark = await self.beatOnce(mark) }
    }

    /// - Returns: the mark to be given with the next one. What this process remembers of the database is a witness and nothing more.
    private func beatOnce(_ mark: Int? = nil) async -> Int? {
        do {
            let heartbeat = try await self.database.beat(
                instance: self.instance.id, name: self.instance.name, version: self.instance.version, mark: mark)
            if heartbeat.isHeld { self.events.record(.dispatchHeld) }
            return heartbeat.mark
        } catch {
            if error.kind != .cancelled { self.events.record(.heartbeatFailed(error)) }
            return mark
        }
    }

    private func maintain() async {
        var pause: Duration
        repeat {
            do {
                self.events.record(.partitionsMade(try await self.database.maintain()))
                // Instances that started together do not come back together.
                pause = self.pace.upkeep * Double.random(in: 0.8...1.2)
            } catch {
                if error.kind != .cancelled { self.events.record(.maintenanceFailed(error)) }
                pause = self.pace.heartbeat
            }
        } while await Self.pause(pause)
    }

    /// What is due is data; this only looks often enough.
    private func followUp() async {
        while await Self.pause(self.pace.followUp * Double.random(in: 0.8...1.2)) {
            do {
                try await self.database.followUp()
                try await self.database.expireOverdue()
            } catch {
                if error.kind != .cancelled { self.events.record(.maintenanceFailed(error)) }
            }
        }
    }

    /// What changed at the agents while nobody of us ran. The comparing itself is steps like any other.
    private func reconcile() async {
        do {
            self.events.record(.reconciliationsBegun(try await self.database.reconcileAgents()))
        } catch {
            if error.kind != .cancelled { self.events.record(.maintenanceFailed(error)) }
        }
    }

    /// False when the task is cancelled.
    private static func pause(_ duration: Duration) async -> Bool {
        (try? await Task.sleep(for: duration)) != nil
    }
}
