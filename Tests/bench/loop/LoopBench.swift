import Database
import Foundation
import Logging
import Orchestrator
import Postgres
import ServiceLifecycle

/// Claims, calls and settles everything that is due in a database, and prints how many operations in how many seconds: `LoopBench DSN`.
@main
enum LoopBench {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { throw Failure.usage }
        var logger = Logger(label: "loop-bench")
        logger.logLevel = .error
        let agent = try InstantAgent()
        let postgres = try PostgresConfiguration(
            connectionString: CommandLine.arguments[1], applicationName: "loop-bench")
        let pool = Pool(postgres, limits: PoolConfiguration(size: 4), logger: logger)
        let database = Database(pool: pool)
        let dispatcher = Dispatcher(
            instance: Instance(version: "bench"), database: database, caller: agent, secrets: SecretSource(),
            webhookKey: [UInt8](repeating: 7, count: 32), signals: ChangeSignals(),
            configuration: DispatcherConfiguration(concurrency: 800), logger: logger)
        let group = ServiceGroup(services: [pool, dispatcher], logger: logger)
        let clock = ContinuousClock()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let start = clock.now
            tasks.addTask { try await group.run() }
            while try await pool.query(Statement(sql: "select from adcp.schedule limit 1")).count > 0 {
                try await Task.sleep(for: .milliseconds(20))
            }
            let seconds = start.duration(to: clock.now) / .seconds(1)
            print(agent.calls, seconds)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    enum Failure: Error {
        case usage
    }
}
