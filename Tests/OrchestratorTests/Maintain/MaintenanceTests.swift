import Database
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import Orchestrator

@Suite(.database, .timeLimit(.minutes(1)))
struct MaintenanceTests {
    @Test func `an instance says that it lives, and that it has stopped in good order`() async throws {
        try await Fleet.with { fleet in
            let log = EventLog()
            let instance = Instance(name: "host/1", version: "test")
            let maintenance = Maintenance(
                instance: instance, database: fleet.database, events: log.recorder, pace: .init())
            let group = ServiceGroup(services: [maintenance], logger: .silent)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                await log.first { if case .partitionsMade = $0 { true } else { false } }
                let running = try await fleet.value("select name from adcp.instances where stopped_at is null")
                #expect(running == "host/1")
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            #expect(try await fleet.value("select name from adcp.instances where stopped_at is not null") == "host/1")
        }
    }
}
