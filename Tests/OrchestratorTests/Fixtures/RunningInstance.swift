import AdCP
import Database
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import TestSupport

@testable import Orchestrator

/// An instance of the fleet while it runs: its own pool, notifier and dispatcher.
struct RunningInstance: Sendable {
    let instance: Instance
    let signals: ChangeSignals
    let database: Database
    let events: EventLog
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    var waiter: OperationWaiter { OperationWaiter(database: self.database, signals: self.signals) }

    fileprivate init(
        instance: Instance, signals: ChangeSignals, database: Database, events: EventLog, group: ServiceGroup,
        task: Task<Void, any Error>
    ) {
        self.instance = instance
        self.signals = signals
        self.database = database
        self.events = events
        self.group = group
        self.task = task
    }

    /// Stops as on SIGTERM, and waits until it has stopped.
    func stop() async throws {
        await self.group.triggerGracefulShutdown()
        try await self.task.value
    }

    /// Begins to stop as on SIGTERM.
    func beginStop() async {
        await self.group.triggerGracefulShutdown()
    }

    /// Ends in the middle of whatever it does, as far as the database can tell.
    func crash() async {
        self.task.cancel()
        _ = await self.task.result
    }

    /// Waits until nobody waits for the operation any more; returns its state.
    func closedState(of operation: OperationID) async throws -> String? {
        try await self.waiter.wait(for: .closed, of: operation, atMost: .seconds(60))?.state
    }
}

extension Fleet {
    /// Runs an instance for the length of a closure.
    nonisolated(nonsending) func withInstance(
        _ caller: any AgentCaller, configuration: DispatcherConfiguration = .init(), webhookKey: [UInt8]? = nil,
        secrets: SecretSource = SecretSource(environment: [:]), _ body: (RunningInstance) async throws -> Void
    ) async throws {
        let postgres = try PostgresConfiguration(
            connectionString: self.test.applicationDSN, applicationName: "holdfast instance")
        let pool = Pool(postgres, limits: PoolConfiguration(size: 3), logger: .silent)
        let database = Database(pool: pool)
        let signals = ChangeSignals()
        let events = EventLog()
        let instance = Instance(version: "test")
        let notifier = Notifier(
            listener: Listener(postgres, channels: Notifier.Channel.all, logger: .silent), database: database,
            signals: signals,
            events: events.recorder, pace: .init())
        let dispatcher = Dispatcher(
            instance: instance, database: database, caller: caller, secrets: secrets, webhookKey: webhookKey,
            signals: signals, configuration: configuration, events: events.recorder)
        let services: [any Service] = [pool, notifier, dispatcher]
        let group = ServiceGroup(services: services, logger: .silent)
        let running = RunningInstance(
            instance: instance, signals: signals, database: database, events: events, group: group,
            task: Task { try await group.run() })
        // Notifications are heard from here on.
        await events.first { if case .resynchronized = $0 { true } else { false } }
        do {
            try await body(running)
        } catch {
            await running.crash()
            throw error
        }
        try? await running.stop()
    }

    /// Runs one instance until nobody waits for the operation any more; returns its state.
    nonisolated(nonsending) func outcome(
        of operation: OperationID, with caller: any AgentCaller, webhookKey: [UInt8]? = nil
    ) async throws -> String? {
        var state: String?
        try await self.withInstance(caller, webhookKey: webhookKey) { state = try await $0.closedState(of: operation) }
        return state
    }
}
