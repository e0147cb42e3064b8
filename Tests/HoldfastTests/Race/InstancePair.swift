import AdCP
import Foundation
import TestSupport
import Testing

/// Two instances of the built program that serve HTTP on one database.
final class InstancePair: Sendable {
    let urls: [String]
    let processes: [ChildProcess]
    private let prompt: CommandPrompt

    private static let webhookKey = "a key that is good for tests only"

    init(database: String, secrets: [String: String]) throws {
        let prompt = CommandPrompt(
            database: database,
            environment: [
                "HOLDFAST_TENANT": "tests", "HOLDFAST_POOL_SIZE": "4", "HOLDFAST_WEBHOOK_KEYS": "env:TEST_WEBHOOK_KEY",
                "TEST_WEBHOOK_KEY": Self.webhookKey,
            ].merging(secrets) { $1 })
        self.prompt = prompt
        let ports = try [FreePort.find(), FreePort.find()]
        self.urls = ports.map { "http://127.0.0.1:\($0)" }
        self.processes = try ports.map { port in
            try ChildProcess(
                BuiltProgram.holdfast.url, ["serve"],
                environment: prompt.environment.merging(["HOLDFAST_PORT": "\(port)"]) { $1 })
        }
    }

    /// The secret of a webhook's address, as both instances derive it.
    static func secret(tenant: UUID, route: UUID) -> WebhookSecret {
        WebhookSecret(deploymentKey: Array(Self.webhookKey.utf8), tenant: tenant, route: route)
    }

    /// A key to the API.
    func key() async throws -> String {
        let made = try await self.prompt.run("tenant", "key", "tests", "--json")
        return try #require(made.json["key"]?.string, "\(made.errors)")
    }

    /// Stops them; they must have survived, but for one that was killed.
    func stop(killed: Int? = nil) async {
        for (number, process) in self.processes.enumerated() where number != killed {
            await process.terminate(grace: .seconds(30))
            #expect(await process.waitForExit() == 0, "\(process.errorText.suffix(2_000))")
        }
    }
}
