import AdCP
import TestSupport
import Testing

/// `holdfast webhook …`, beside an instance that runs.
@Suite(.database, .timeLimit(.minutes(5))) struct WebhookCommandTests {
    @Test func `a trial goes through the public address, and tells what is wrong with it`() async throws {
        let port = try FreePort.find()
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN,
            environment: [
                "HOLDFAST_PUBLIC_URL": "http://127.0.0.1:\(port)", "HOLDFAST_PORT": "\(port)",
                "HOLDFAST_WEBHOOK_KEYS": "env:TEST_WEBHOOK_KEY",
                "TEST_WEBHOOK_KEY": "a key that is good for tests only",
            ])
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run("agent", "add", "seller", "http://127.0.0.1:1/mcp", "--webhook", "hmac-sha256")
        let silent = try await prompt.run("webhook", "test", "seller", "--json")
        #expect(silent.status == 1)
        #expect(silent.json["ok"] == false && silent.json["status"] == nil)

        let instance = try prompt.start("serve")
        var trial = silent
        while trial.status != 0 {
            try Task.checkCancellation()
            trial = try await prompt.run("webhook", "test", "seller", "--json")
        }
        #expect(trial.json["status"] == 200)

        let list = try await prompt.run("webhook", "list", "--verdict", "tested", "--json")
        let id = try #require(list.json["webhooks"]?.array?.first?["id"]?.string)
        let replayed = try await prompt.run("webhook", "replay", id, "--json")
        #expect(replayed.json == ["id": .string(id), "verdict": "tested"])

        let stranger = CommandPrompt(
            database: try TestDatabase.current.applicationDSN,
            environment: prompt.environment.merging(["TEST_WEBHOOK_KEY": "another key than the instance has"]) { $1 })
        let refused = try await stranger.run("webhook", "test", "seller")
        #expect(refused.status == 1)
        #expect(refused.output.contains("other webhook keys"))
        await instance.terminate(grace: .seconds(20))
    }
}
