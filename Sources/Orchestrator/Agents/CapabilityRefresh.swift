public import AdCP
public import Database
import struct Foundation.UUID
public import Logging
public import ServiceLifecycle

/// Asks agents anew that told that what they can has changed. What is due, and when again, is data (`adcp.capability_notices`); any instance
/// may look, and what one that ended had begun falls due again.
public struct CapabilityRefresh: Service {
    private let database: Database
    private let probe: AgentProbe
    private let signals: ChangeSignals
    private let events: EventRecorder
    private let pace: Pace

    /// How often it looks.
    struct Pace {
        var least = Duration.seconds(1)
        var most = Duration.seconds(5)
    }

    public init(
        database: Database, caller: any AgentCaller, secrets: SecretSource, signals: ChangeSignals, logger: Logger
    ) {
        self.init(
            database: database, caller: caller, secrets: secrets, signals: signals,
            events: EventRecorder(logger: logger), pace: Pace())
    }

    init(
        database: Database, caller: any AgentCaller, secrets: SecretSource, signals: ChangeSignals,
        events: EventRecorder, pace: Pace
    ) {
        self.database = database
        self.probe = AgentProbe(database: database, caller: caller, secrets: secrets)
        self.signals = signals
        self.events = events
        self.pace = pace
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.refresh() }
    }

    private func refresh() async {
        let wake = Signal()
        let work = self.signals.subscribeToWork { _ in wake.send() }
        defer { withExtendedLifetime(work) {} }
        while !Task.isCancelled {
            await self.readDue()
            // Work of any kind wakes it, which may be often; once in a while is enough.
            try? await Task.sleep(for: self.pace.least)
            await wake.wait(atMost: self.pace.most * Double.random(in: 0.5...1))
        }
    }

    private func readDue() async {
        do {
            let agents = try await self.database.claimCapabilityReadings(limit: Self.batchSize)
            await withDiscardingTaskGroup { group in
                for (tenant, agent) in agents {
                    group.addTask { await self.read(agent, tenant) }
                }
            }
        } catch {
            if error.kind != .cancelled { self.events.record(.capabilitiesNotRefreshed(error)) }
        }
    }

    private func read(_ agent: UUID, _ tenant: UUID) async {
        do {
            let (known, version) = try await self.probe.read(agent: agent, tenant: tenant)
            self.events.record(.agentRead(name: known.connection.name, version: version))
        } catch let error as DatabaseError {
            if error.kind != .cancelled { self.events.record(.capabilitiesNotRefreshed(error)) }
        } catch {
            self.events.record(.agentUnread(name: agent.uuidString.lowercased(), reason: "\(error)"))
        }
    }

    /// Agents that one look takes on.
    private static let batchSize = 10
}
