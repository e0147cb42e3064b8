import Foundation
import TestSupport
import Testing

/// Three instances of the built program on one database. One that is killed is started anew at once.
final class Fleet: Sendable {
    /// Where sellers reach the instance that serves HTTP.
    let publicURL: String
    private let environment: [String: String]
    private let places: Places

    private actor Places {
        var processes: [ChildProcess] = []

        func set(_ processes: [ChildProcess]) { self.processes = processes }
        func replace(_ place: Int, by process: ChildProcess) { self.processes[place] = process }
    }

    /// - Parameter secrets: environment variables that the agents' credentials name.
    init(database: String, secrets: [String: String]) async throws {
        let port = try FreePort.find()
        self.publicURL = "http://127.0.0.1:\(port)"
        self.environment = [
            "DATABASE_URL": database, "HOLDFAST_DEVELOPMENT": "true", "HOLDFAST_LOG_LEVEL": "error",
            "HOLDFAST_PORT": "\(port)", "HOLDFAST_POOL_SIZE": "3", "HOLDFAST_WEBHOOK_KEYS": "env:TEST_WEBHOOK_KEY",
            "TEST_WEBHOOK_KEY": "a key that is good for tests only",
        ].merging(secrets) { _, secret in secret }
        self.places = Places()
        await self.places.set(try Self.commands.map { try self.start($0) })
    }

    private static let commands = ["serve", "work", "work"]

    private func start(_ command: String) throws -> ChildProcess {
        try ChildProcess(BuiltProgram.holdfast.url, [command], environment: self.environment)
    }

    /// The instance of a process identifier; nil when it has been replaced meanwhile.
    func instance(_ identifier: Int32) async -> ChildProcess? {
        await self.places.processes.first { $0.identifier == identifier }
    }

    /// Kills an instance and starts another in its place.
    func replace(_ instance: ChildProcess) async throws {
        guard let place = await self.places.processes.firstIndex(where: { $0 === instance }) else { return }
        await instance.kill()
        await self.places.replace(place, by: try self.start(Self.commands[place]))
    }

    static var places: Range<Int> { self.commands.indices }

    func instance(at place: Int) async -> ChildProcess {
        await self.places.processes[place]
    }

    /// Stops all; they must have survived what they were not killed by.
    func stop() async {
        for process in await self.places.processes {
            await process.terminate(grace: .seconds(30))
            let status = await process.waitForExit()
            #expect(status == 0, "\(process.errorText.suffix(2_000))")
        }
    }
}
