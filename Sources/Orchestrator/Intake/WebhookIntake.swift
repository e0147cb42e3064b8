public import Database
public import Logging
public import ServiceLifecycle

/// Applies webhooks that were accepted and not applied, as after a crash or an error.
///
/// Nearly always there are none, since they are applied as they are accepted: so it looks ever more rarely, until something happens.
public struct WebhookIntake: Service {
    private let database: Database
    private let signals: ChangeSignals
    private let events: EventRecorder
    private let pace: Pace

    /// How often it looks.
    struct Pace {
        var least = Duration.seconds(1)
        var most = Duration.seconds(10)
    }

    public init(database: Database, signals: ChangeSignals, logger: Logger) {
        self.init(database: database, signals: signals, events: EventRecorder(logger: logger), pace: Pace())
    }

    init(database: Database, signals: ChangeSignals, events: EventRecorder, pace: Pace) {
        self.database = database
        self.signals = signals
        self.events = events
        self.pace = pace
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.apply() }
    }

    private func apply() async {
        let wake = Signal()
        let work = self.signals.subscribeToWork { _ in wake.send() }
        defer { withExtendedLifetime(work) {} }
        var pause = self.pace.least
        while !Task.isCancelled {
            let count = await self.applyBatch()
            guard count < Self.batchSize else { continue }
            pause = count > 0 ? self.pace.least : min(self.pace.most, pause * 2)
            // Work of any kind wakes it, which may be often; once in a while is enough.
            try? await Task.sleep(for: self.pace.least)
            await wake.wait(atMost: pause * Double.random(in: 0.5...1))
        }
    }

    /// How many were applied that speak of an operation; 0 on failure.
    private func applyBatch() async -> Int {
        do {
            let operations = try await self.database.applyWebhooks(limit: Self.batchSize)
            self.signals.announce(operations)
            if !operations.isEmpty { self.events.record(.webhooksApplied(operations.count)) }
            return operations.count
        } catch {
            if error.kind != .cancelled { self.events.record(.webhooksNotApplied(error)) }
            return 0
        }
    }

    private static let batchSize = 50
}
