public import AdCP
public import Database
public import Logging
public import ServiceLifecycle

/// Claims due steps, carries them out, and hands them back.
///
/// On graceful shutdown it stops claiming, hands back what it has not begun, and lets calls under way end for a while. Put it after the
/// pool and the notifier in a service group: services are stopped from the last to the first.
public struct Dispatcher: Service {
    private let instance: Instance
    private let database: Database
    private let signals: ChangeSignals
    private let configuration: DispatcherConfiguration
    private let events: EventRecorder
    private let runner: StepRunner
    private let collector: Collector
    private let slots: Slots
    private let stop: Flag
    /// Raised when anything may have become due anywhere.
    private let sweep = Flag()
    /// Sent when something may be due, when a slot comes free, and when the instance stops.
    private let wake: Signal

    /// - Parameter webhookKey: the deployment's present key that the secrets of webhooks are derived from.
    public init(
        instance: Instance, database: Database, caller: any AgentCaller, secrets: SecretSource, webhookKey: [UInt8]?,
        signals: ChangeSignals, configuration: DispatcherConfiguration = .init(), logger: Logger
    ) {
        self.init(
            instance: instance, database: database, caller: caller, secrets: secrets, webhookKey: webhookKey,
            signals: signals, configuration: configuration, events: EventRecorder(logger: logger))
    }

    init(
        instance: Instance, database: Database, caller: any AgentCaller, secrets: SecretSource, webhookKey: [UInt8]?,
        signals: ChangeSignals, configuration: DispatcherConfiguration, events: EventRecorder
    ) {
        self.instance = instance
        self.database = database
        self.signals = signals
        self.configuration = configuration
        self.events = events
        self.stop = Flag()
        self.wake = Signal()
        self.slots = Slots(capacity: configuration.concurrency, roomier: self.wake)
        self.runner = StepRunner(
            database: database, caller: caller,
            agents: AgentDirectory(
                database: database, reader: CapabilityReader(caller: caller), secrets: secrets, events: events),
            webhookKey: webhookKey, stop: self.stop, events: events)
        self.collector = Collector(
            instance: instance.id, database: database, signals: signals, slots: self.slots, events: events)
    }

    public func run() async throws {
        let work = self.signals.subscribeToWork { [sweep, wake] hint in
            if hint == .anything { sweep.raise() }
            wake.send()
        }
        defer { withExtendedLifetime(work) {} }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.collector.run() }
                await withDiscardingTaskGroup { steps in
                    await self.dispatch(in: &steps)
                    await self.drain(&steps)
                }
                self.collector.finish(within: Self.flushTime)
            }
        } onGracefulShutdown: {
            self.stop.raise()
            self.wake.send()
        }
    }

    /// How long the last observations may take to be handed in.
    private static let flushTime = Duration.seconds(5)

    private var isRunning: Bool { !self.stop.isRaised && !Task.isCancelled }

    // MARK: Claiming

    private func dispatch(in steps: inout DiscardingTaskGroup) async {
        var mark = ClaimMark(sweepInterval: self.configuration.sweepInterval)
        while self.isRunning {
            let room = self.slots.room()
            guard room.limit > 0 else {
                await self.wake.wait()
                continue
            }
            do {
                let pause = try await self.claim(room, from: &mark, in: &steps)
                if pause > .zero { await self.wake.wait(atMost: pause) }
            } catch  where error.kind == .cancelled {
                return
            } catch {
                self.events.record(.claimFailed(error))
                await self.wake.wait(atMost: Self.pauseAfterFailure * Double.random(in: 0.5...1))
            }
        }
    }

    /// Claims once; returns how long the next claim can wait.
    private func claim(
        _ room: Slots.Room, from mark: inout ClaimMark, in steps: inout DiscardingTaskGroup
    ) async throws(DatabaseError) -> Duration {
        let now = ContinuousClock.now
        let start = mark.begin(at: now, isSweepRequired: self.sweep.lower())
        let claim = try await self.database.claim(
            instance: self.instance.id, limit: room.limit, after: start, except: room.busyAgents)
        mark.advance(to: claim.lowWater, isWhole: room.busyAgents.isEmpty)
        self.begin(claim.steps, claimedAt: now, in: &steps)
        if claim.steps.count == room.limit { return .zero }

        let next = try await self.database.timeUntilNextStep(after: mark.mark, except: room.busyAgents)
        if next > .zero { return min(next, self.configuration.longestSleep) }
        // Due and not to be had: another instance has a hand on it.
        return claim.steps.isEmpty ? Self.pauseForOthers : .zero
    }

    private func begin(
        _ claimed: [ClaimedStep], claimedAt: ContinuousClock.Instant, in steps: inout DiscardingTaskGroup
    ) {
        guard !claimed.isEmpty else { return }
        self.events.record(.claimed(claimed.count))
        self.slots.take(claimed.map(\.agent))
        for step in claimed {
            let leaseEnd = claimedAt.advanced(by: step.timeout + Self.leaseMargin)
            if self.isRunning {
                steps.addTask { await self.carryOut(step, leaseEnd: leaseEnd) }
            } else {
                self.collector.add(HandBack(step: step, content: .untouched, leaseEnd: leaseEnd))
            }
        }
    }

    private static let pauseAfterFailure = Duration.seconds(2)
    private static let pauseForOthers = Duration.milliseconds(50)

    // MARK: Carrying out

    private func carryOut(_ step: ClaimedStep, leaseEnd: ContinuousClock.Instant) async {
        switch await self.runner.run(step, until: leaseEnd - Self.handBackTime) {
        case .observed(let observed):
            self.collector.add(HandBack(step: step, content: .observed(observed), leaseEnd: leaseEnd))
        case .untouched:
            self.collector.add(HandBack(step: step, content: .untouched, leaseEnd: leaseEnd))
        case .abandoned:
            self.slots.giveBack(CollectionOfOne(step.agent))
        }
    }

    /// By how much `adcp_api.claim_steps` makes a lease longer than the call.
    private static let leaseMargin = Duration.seconds(30)
    /// The part of it that is kept for handing back.
    private static let handBackTime = Duration.seconds(10)

    // MARK: Stopping

    private func drain(_ steps: inout DiscardingTaskGroup) async {
        self.stop.raise()
        await self.runner.agents.stop()
        self.events.record(.draining(inFlight: self.slots.inUse))
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: self.configuration.drainTime)
        while self.slots.inUse > 0, !Task.isCancelled {
            let remaining = clock.now.duration(to: end)
            guard remaining > .zero else { break }
            await self.wake.wait(atMost: remaining)
        }
        self.events.record(.drained(left: self.slots.inUse))
        steps.cancelAll()
    }
}
