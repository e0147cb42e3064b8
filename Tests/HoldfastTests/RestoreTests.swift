import AdCP
import Foundation
import TestSupport
import Testing

/// A database that is taken back in time under running business, with PostgreSQL's own recovery.
@Suite(.timeLimit(.minutes(10))) struct RestoreTests {
    @Test
    func `after a restore nothing is bought twice, what was lost is found, and all goes on when a person says so`()
        async throws
    {
        let cluster = try await Cluster.make()
        let seller = try await SellerProcess.sandbox("--approval-seconds", "0.2")
        let play = RestorePlay(cluster: cluster, seller: seller)
        let result: Result<Void, any Error>
        do {
            try await play.run()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await seller.stop()
        try await cluster.destroy()
        try result.get()
    }
}

/// Who does what, in this order.
private struct RestorePlay {
    let cluster: Cluster
    let seller: SellerProcess
    let prompt: CommandPrompt

    init(cluster: Cluster, seller: SellerProcess) {
        self.cluster = cluster
        self.seller = seller
        self.prompt = CommandPrompt(
            database: cluster.dsn, environment: ["AGENT_TOKEN": seller.token, "HOLDFAST_POOL_SIZE": "4"])
    }

    func run() async throws {
        #expect(try await self.prompt.run("db", "migrate").status == 0)
        try await self.cluster.query(
            "update adcp.poll_policies set first_after = '1 second', growth = 1, most = '1 second'")
        _ = try await self.prompt.run("tenant", "add", "buyer")
        for name in ["seller", "slow"] {
            _ = try await self.prompt.run(
                "agent", "add", name, self.seller.url, "--credential", "env:AGENT_TOKEN")
            #expect(try await self.prompt.run("agent", "test", name).status == 0)
        }
        let before = try self.prompt.start("work")
        let waiting = try await self.submit("approve-manual")
        try await self.until(waiting) { $0["task_id"]?.string != nil }
        _ = try await self.prompt.run("agent", "pause", "slow")
        let unsent = try await self.submit("instant", to: "slow")
        try await self.cluster.backup()

        // The time that will be lost: one task is begun, one buy made, and one sent that the backup has as unsent.
        let lostTask = try await self.submit("approve-manual")
        let lostTaskID = try await self.until(lostTask) { $0["task_id"]?.string != nil }["task_id"]?.string
        let lostBuy = try await self.submit("instant")
        try await self.until(lostBuy) { $0["state"] == "completed" }
        _ = try await self.prompt.run("agent", "resume", "slow")
        try await self.until(unsent) { $0["state"] == "completed" }
        await before.terminate(grace: .seconds(30))
        _ = await before.waitForExit()
        try await self.cluster.restore()

        let after = try self.prompt.start("work")
        let late = try await self.submit("instant")
        let status = try await self.compared()
        #expect(
            status["dispatch"] == "held" && status["epochs"]?.array?.first?["cause"] == "promotion", "\(status.text)")
        let findings = try await self.findings(status)
        #expect(
            findings.contains { $0["kind"] == "orphaned" && $0["task_id"]?.string == lostTaskID }, "\(findings)")
        #expect(findings.contains { $0["kind"] == "orphaned_buy" && $0["operation"]?.string == lostBuy })
        #expect(try await self.show(late)["state"] == "requested")
        // What was known goes on to its end meanwhile.
        try await self.seller.decide(try #require(try await self.show(waiting)["task_id"]?.string), "completed")
        try await self.until(waiting) { $0["state"] == "completed" }

        let orphan = try #require(findings.first { $0["kind"] == "orphaned" }?["id"]?.string)
        let adopted = try await self.prompt.run("reconcile", "adopt", orphan, "--json")
        #expect(adopted.json["task_id"]?.string == lostTaskID, "\(adopted.errors)")
        let resumed = try await self.prompt.run("restore", "resume", "--reason", "all is understood", "--json")
        #expect(resumed.status == 0 && resumed.json["dispatch"] == "going", "\(resumed.errors)")
        try await self.until(late) { $0["state"] == "completed" }
        _ = try await self.prompt.run("agent", "resume", "slow")
        try await self.until(unsent) { $0["state"] == "completed" }
        for operation in [waiting, unsent, lostBuy, late] {
            let made = try self.seller.record.entries.count {
                $0.event == "media_buy_created" && $0.operationID == operation
            }
            #expect(made == 1, "\(operation) was bought \(made) times")
        }
        await after.terminate(grace: .seconds(30))
        let exit = await after.waitForExit()
        #expect(exit == 0, "\(after.errorText.suffix(2_000))")
    }

    private func submit(_ product: String, to agent: String = "seller") async throws -> String {
        var request = Stage.buy(product)["request"]?.object ?? JSONObject()
        request["account"] = ["account_id": "account-of-tests"]
        let run = try await self.prompt.run(
            "operation", "submit", agent, "create_media_buy", JSON.object(request).text, "--json")
        return try #require(run.json["id"]?.string, "\(run.errors)")
    }

    private func show(_ operation: String) async throws -> JSON {
        try await self.prompt.run("operation", "show", operation, "--json").json["operation"] ?? .null
    }

    /// The operation once it is as wanted. Programs of other processes do the work, on a server that restarts: nothing to listen to.
    @discardableResult
    private func until(_ operation: String, _ isSo: (JSON) -> Bool) async throws -> JSON {
        var last = JSON.null
        for _ in 1...150 {
            last = try await self.show(operation)
            if isSo(last) { return last }
            try await Task.sleep(for: .milliseconds(200))
        }
        Issue.record("\(last.text)")
        throw StageError.tooLate
    }

    /// The status once the first agent has been compared with; the other is paused.
    private func compared() async throws -> JSON {
        for _ in 1...150 {
            let status = try await self.prompt.run("restore", "status", "--json").json
            let runs = (status["reconciliations"]?.array ?? []).filter { $0["agent"] == "seller" }
            if !runs.isEmpty, runs.allSatisfy({ $0["finished_at"] != nil }) { return status }
            try await Task.sleep(for: .milliseconds(200))
        }
        throw StageError.tooLate
    }

    private func findings(_ status: JSON) async throws -> [JSON] {
        var findings: [JSON] = []
        for run in status["reconciliations"]?.array ?? [] where run["agent"] == "seller" {
            let shown = try await self.prompt.run("reconcile", "show", run["id"]?.string ?? "", "--json")
            findings += shown.json["findings"]?.array ?? []
        }
        return findings
    }
}

/// A PostgreSQL cluster of the test's own that can be taken back in time.
private struct Cluster {
    private static let script = Repository.root.appending(path: "Tests/chaos/cluster.sh")

    let directory: String
    let dsn: String

    static func make() async throws -> Cluster {
        let lines = try await Self.run("make")
        try #require(lines.count == 2)
        return Cluster(directory: lines[0], dsn: lines[1])
    }

    func backup() async throws { _ = try await Self.run("backup", self.directory) }
    func restore() async throws { _ = try await Self.run("restore", self.directory) }
    func destroy() async throws { _ = try await Self.run("destroy", self.directory) }

    func query(_ sql: String) async throws {
        _ = try await Self.run(URL(filePath: "/usr/bin/env"), ["psql", "--no-psqlrc", "--command", sql, self.dsn])
    }

    private static func run(_ arguments: String...) async throws -> [String] {
        try await self.run(self.script, arguments)
    }

    private static func run(_ program: URL, _ arguments: [String]) async throws -> [String] {
        let process = try ChildProcess(program, arguments)
        var lines: [String] = []
        for await line in process.lines { lines.append(line) }
        let status = await process.waitForExit()
        try #require(status == 0, "\(process.errorText)")
        return lines
    }
}
