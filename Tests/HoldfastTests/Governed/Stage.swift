import AdCP
import AsyncHTTPClient
import Database
import Foundation
import NIOCore
import NIOHTTP1
import Postgres
import TestSupport
import Testing

/// A seller that takes nothing without an approval, the governance agent that gives it, and a built instance between them.
struct Stage: Sendable {
    let seller: SellerProcess
    let governance: SellerProcess
    let urls: [String]
    private let key: String

    /// Runs all three for the length of a closure; what they are is to end well.
    ///
    /// - Parameters:
    ///   - release: AdCP releases that the seller speaks, joined by commas.
    ///   - governance: those of the governance agent.
    ///   - count: instances that serve.
    static func run(
        seller release: String = "3.0,3.1,3.2", governance: String = "3.0,3.1,3.2", isGoverned: Bool = true,
        instances count: Int = 1, _ body: (Stage) async throws -> Void
    ) async throws {
        let versions = ["--versions", release, "--approval-seconds", "0.2"]
        let seller = try await SellerProcess.sandbox(isGoverned ? versions + ["--governed"] : versions)
        let agent = try await SellerProcess.governance("--versions", governance, "--approval-seconds", "0.2")
        let ports = try (0..<count).map { _ in try FreePort.find() }
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN,
            environment: [
                "AGENT_TOKEN": seller.token, "HOLDFAST_POOL_SIZE": "4",
                "HOLDFAST_PUBLIC_URL": "http://127.0.0.1:\(ports[0])",
            ])
        try await Self.hurry()
        _ = try await prompt.run("tenant", "add", "buyer")
        for (name, url) in [("seller", seller.url), ("other", seller.url), ("governance", agent.url)] {
            _ = try await prompt.run("agent", "add", name, url, "--credential", "env:AGENT_TOKEN")
        }
        let made = try await prompt.run("tenant", "key", "tests", "--json")
        let instances = try ports.map { port in
            try ChildProcess(
                BuiltProgram.holdfast.url, ["serve"],
                environment: prompt.environment.merging(["HOLDFAST_PORT": "\(port)"]) { $1 })
        }
        let stage = Stage(
            seller: seller, governance: agent, urls: ports.map { "http://127.0.0.1:\($0)" },
            key: try #require(made.json["key"]?.string, "\(made.errors)"))
        for number in ports.indices { try await stage.awaitStart(of: number) }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(stage))
        } catch {
            result = .failure(error)
        }
        for instance in instances {
            await instance.terminate(grace: .seconds(30))
            let status = await instance.waitForExit()
            #expect(status == 0, "\(instance.errorText.suffix(2_000))")
        }
        await seller.stop()
        await agent.stop()
        try result.get()
    }

    private static func hurry() async throws {
        try await Self.administer(
            """
            update adcp.poll_policies set first_after = '100 milliseconds', growth = 1, most = '100 milliseconds';
            update adcp.task_policies set retry_first = '50 milliseconds', retry_most = '100 milliseconds',
                series_pause = '200 milliseconds';
            """)
    }

    /// Runs a script on the test's database as its superuser.
    static func administer(_ script: String) async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            try await pool.withConnection { connection in
                _ = try connection.script(script)
            }
        }
    }

    // MARK: Asking

    struct Answer: Sendable {
        let status: UInt
        let json: JSON
    }

    func ask(
        _ method: String, _ path: String, _ body: JSON? = nil, _ headers: [String: String] = [:], of instance: Int = 0
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: self.urls[instance] + path)
        request.method = .RAW(value: method)
        request.headers.add(name: "authorization", value: "Bearer \(self.key)")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.text))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(90))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return Answer(
            status: response.status.code, json: (try? JSON(parsing: bytes.readableBytesView)) ?? .null)
    }

    private func awaitStart(of instance: Int) async throws {
        while true {
            if let answer = try? await self.ask("GET", "/readyz", of: instance), answer.status == 200 { return }
            // Nothing announces that a program of another process listens.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Syncs a plan through Holdfast.
    ///
    /// - Parameter treatment: the plan's `ext`, as `sandbox-agents governance --help` has it.
    func syncPlan(_ id: String, budget: Int = 100_000, _ treatment: JSON = [:]) async throws {
        let request: JSON = [
            "plans": [
                [
                    "plan_id": .string(id), "brand": ["domain": "brand.example"], "objectives": "Reach.",
                    "budget": ["total": JSON(budget), "currency": "USD"],
                    "flight": ["start": "2026-12-01T00:00:00Z", "end": "2026-12-31T00:00:00Z"], "ext": treatment,
                ]
            ]
        ]
        let answer = try await self.ask(
            "POST", "/v1/operations", ["agent": "governance", "task_type": "sync_plans", "request": request],
            ["prefer": "wait=60"])
        try #require(answer.json["state"] == "completed", "\(answer.json.text)")
    }

    /// One buy, as a campaign has it.
    static func buy(
        _ product: String = "instant", from agent: String = "seller", budget: Int = 5_000,
        with members: JSONObject = JSONObject()
    ) -> JSON {
        var buy: JSONObject = [
            "agent": .string(agent),
            "request": [
                "account": ["account_id": "account-of-tests"], "brand": ["domain": "brand.example"],
                "start_time": "2026-12-01T00:00:00Z", "end_time": "2026-12-31T00:00:00Z",
                "packages": [
                    ["product_id": .string(product), "pricing_option_id": "cpm-usd", "budget": JSON(budget)]
                ],
            ],
        ]
        for (name, value) in members { buy[name] = value }
        return .object(buy)
    }

    func create(_ plan: String?, conditions: String = "ask", _ buys: JSON...) async throws -> JSON {
        var campaign: JSONObject = ["name": "Spring", "buys": .array(buys)]
        if let plan {
            campaign["plan_id"] = .string(plan)
            campaign["governance_agent"] = "governance"
            campaign["conditions"] = .string(conditions)
        }
        let answer = try await self.ask("POST", "/v1/campaigns", .object(campaign))
        try #require(answer.status == 201, "\(answer.json.text)")
        return answer.json
    }

    func campaign(_ campaign: JSON) async throws -> JSON {
        try await self.ask("GET", "/v1/campaigns/\(campaign["id"]?.string ?? "")").json
    }

    /// Submits an operation, and gives back what Holdfast answers.
    func submit(
        _ request: JSON, _ task: String = "create_media_buy", with members: JSONObject = JSONObject(),
        headers: [String: String] = [:], to instance: Int = 0
    ) async throws -> Answer {
        var body: JSONObject = ["agent": "seller", "task_type": .string(task), "request": request]
        for (name, value) in members { body[name] = value }
        return try await self.ask("POST", "/v1/operations", .object(body), headers, of: instance)
    }

    func operation(_ id: JSON?) async throws -> JSON {
        try await self.ask("GET", "/v1/operations/\(id?.string ?? "")").json
    }

    /// The operation once it is settled or needs a person.
    func outcome(ofOperation id: JSON?) async throws -> JSON {
        let id = try #require(id?.string)
        for _ in 1...3 {
            let answer = try await self.ask("GET", "/v1/operations/\(id)", nil, ["prefer": "wait=60"])
            try #require(answer.status == 200, "\(answer.json.text)")
            if answer.json["settled_at"] != nil || answer.json["attention"] != nil { return answer.json }
        }
        throw StageError.tooLate
    }

    /// The operation once it is as wanted.
    func until(_ id: JSON?, _ isSo: (JSON) -> Bool) async throws -> JSON {
        for _ in 1...600 {
            let operation = try await self.operation(id)
            if isSo(operation) { return operation }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw StageError.tooLate
    }

    /// The campaign once each buy is settled or needs a person, and what follows from it as well.
    func outcome(of campaign: JSON) async throws -> JSON {
        for buy in campaign["buys"]?.array ?? [] {
            let commit = try await self.outcome(ofOperation: buy["operation"])
            guard commit["settled_at"] != nil else { continue }
            for follower in ["creatives", "outcome_report"] {
                guard let operation = buy[follower]?["operation"] else { continue }
                _ = try await self.outcome(ofOperation: operation)
            }
        }
        return try await self.campaign(campaign)
    }

    // MARK: What really happened

    /// How often the agent's own record has an event for a commitment.
    static func count(_ event: String, _ agent: SellerProcess, of commit: JSON?) throws -> Int {
        let id = commit?.string
        return try agent.record.entries.count {
            $0.event == event && ($0.payloadOperationID ?? $0.operationID) == id
        }
    }
}

enum StageError: Error {
    case tooLate
}
