import Database
import Logging
import Postgres
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

    @Test func `an instance that starts compares with the agents that have open tasks of ours`() async throws {
        try await Fleet.with { fleet in
            try await fleet.addAgent()
            _ = try await fleet.submit()
            try await fleet.admin.query(
                Statement(
                    sql: """
                        with sent as (update adcp.agents set list_tool = 'list_tasks', adcp_version = '3.1')
                        update adcp.operations set task_id = 'task'
                        """))
            let log = EventLog()
            let maintenance = Maintenance(
                instance: Instance(name: "host/1", version: "test"), database: fleet.database, events: log.recorder,
                pace: .init())
            let group = ServiceGroup(services: [maintenance], logger: .silent)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                await log.first { if case .reconciliationsBegun(1) = $0 { true } else { false } }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            #expect(try await fleet.value("select cause from adcp.reconciliations") == "start")
        }
    }
}
