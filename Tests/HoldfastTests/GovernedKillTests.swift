import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

/// The built program, killed at every boundary of a governed chain.
@Suite(.database, .timeLimit(.minutes(10)))
struct GovernedKillTests {
    private static let killsPerBoundary = 20

    /// Where the killed instance stood.
    enum Boundary: CaseIterable {
        /// Governance has decided; its answer has not left.
        case checked
        /// The verdict is recorded; the commitment is about to be sent, or just was.
        case approved
        /// The seller has made the buy; its answer has not left.
        case bought
        /// The buy is recorded; what follows it is about to be sent, or just was.
        case settled
        /// The seller has the creatives; its answer has not left.
        case followed
        /// Governance has the report; its answer has not left.
        case reported
        /// All is recorded.
        case done

        /// How the agents treat the step at which the kill is aimed: done at once, answered later.
        var slow: (check: String?, product: String, creatives: String?, report: String?) {
            let late = "progress:0.4"
            return (
                self == .checked ? late : nil, self == .bought ? "instant+\(late)" : "instant",
                self == .followed ? late : nil, self == .reported ? late : nil
            )
        }
    }

    @Test
    func
        `wherever instances are killed, nothing is bought unapproved or twice, and each approval used is reported once`()
        async throws
    {
        print("seed \(Seed.value): HOLDFAST_TEST_SEED repeats it")
        let seller = try await SellerProcess.sandbox("--governed", "--seed", "\(Seed.value)")
        let governance = try await SellerProcess.governance("--seed", "\(Seed.value)")
        try await Campaign.hurry()
        let test = try TestDatabase.current
        let fleet = try await Fleet(database: test.applicationDSN, secrets: ["AGENT_TOKEN": seller.token])
        let killer = Killer(
            fleet: fleet,
            administration: try PostgresConfiguration(connectionString: test.dsn, applicationName: "governed kill test")
        )
        try await test.withPool(size: 1) { pool in
            let play = try await GovernedPlay(database: Database(pool: pool), seller: seller, governance: governance)
            var generator = SplitMix64(Seed.value)
            var commits: [UUID: Boundary] = [:]
            for _ in 0..<Self.killsPerBoundary {
                for boundary in Boundary.allCases {
                    let chain = try await play.begin(boundary)
                    commits[chain.commit] = boundary
                    let place = try await play.arrival(at: boundary, of: chain, killer)
                    let random = await fleet.instance(at: Fleet.places.randomElement(using: &generator) ?? 0)
                    try await killer.replace(place ?? random, endsLeases: Bool.random(using: &generator))
                }
            }
            try await test.withPool(isApplication: false, size: 1) { administration in
                try await Self.waitUntilNoneIsOpen(administration)
                try await Self.compare(
                    commits, GovernedRow.read(administration),
                    GovernedBook.read(seller: seller.record, governance: governance.record))
            }
        }
        await fleet.stop()
        await seller.stop()
        await governance.stop()
    }

    private static func compare(
        _ commits: [UUID: Boundary], _ ours: [UUID: GovernedRow], _ theirs: [UUID: GovernedBook]
    ) {
        #expect(commits.count == Boundary.allCases.count * Self.killsPerBoundary)
        for (commit, boundary) in commits {
            let row = ours[commit]
            let book = theirs[commit] ?? GovernedBook()
            #expect(
                row?.state == "completed" && row?.creatives == "completed" && row?.outcome == "completed",
                "\(boundary) \(commit): \(row as Any)")
            #expect(book.buys == 1, "\(boundary) \(commit): bought \(book.buys) times")
            #expect(
                !book.taken.isEmpty && book.taken.allSatisfy(book.approvals.contains),
                "\(boundary) \(commit): unapproved")
            #expect(book.outcomes == ["completed"], "\(boundary) \(commit): reported \(book.outcomes)")
            #expect(
                book.outcomesFor.allSatisfy(book.taken.contains), "\(boundary) \(commit): another approval was reported"
            )
        }
    }

    /// What was in the hands of the killed comes back when its leases end; nothing announces that all is done.
    private static func waitUntilNoneIsOpen(_ pool: Pool) async throws {
        let end = ContinuousClock.now + .seconds(180)
        while ContinuousClock.now < end {
            let open = try await pool.query(Statement(sql: "select count(*) from adcp.schedule")).int(0, 0)
            if open == 0 { return }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}

/// The agents, the plans, and campaigns that stop at a boundary.
struct GovernedPlay: Sendable {
    struct Chain: Sendable {
        let commit: UUID
        let check: UUID
        let creatives: UUID
        let outcome: UUID
    }

    let database: Database
    let tenant: UUID
    let seller: SellerProcess
    let governance: SellerProcess

    init(database: Database, seller: SellerProcess, governance: SellerProcess) async throws {
        self.database = database
        self.seller = seller
        self.governance = governance
        self.tenant = try await database.putTenant("tests")
        for (name, url) in [("seller", seller.url), ("governance", governance.url)] {
            _ = try await database.putAgent(
                AgentDescription(name: name, url: url, credential: "env:AGENT_TOKEN"), tenant: self.tenant)
        }
        var plans: [JSON] = []
        for boundary in GovernedKillTests.Boundary.allCases {
            var treatment = JSONObject()
            treatment["sandbox"] = boundary.slow.check.map { .string($0) }
            treatment["sandbox_outcome"] = boundary.slow.report.map { .string($0) }
            plans.append(["plan_id": .string("\(boundary)"), "ext": .object(treatment)])
        }
        let request: JSON = ["plans": .array(plans)]
        let synced = try await database.submit(
            Submission(tenant: self.tenant, agent: "governance", task: "sync_plans", request: request.text))
        try await database.announce(operations: [], work: true)
        let operation = OperationID(tenant: self.tenant, id: synced.operation)
        while try await database.versions([operation]).first?.isSettled != true {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func begin(_ boundary: GovernedKillTests.Boundary) async throws -> Chain {
        let slow = boundary.slow
        var creatives: JSONObject = ["creatives": [["creative_id": "c1", "name": "First"]]]
        creatives["context"] = slow.creatives.map { ["sandbox": .string($0)] }
        let campaign: JSON = [
            "name": "Killed", "plan_id": .string("\(boundary)"), "governance_agent": "governance",
            "buys": [
                [
                    "agent": "seller", "creatives": .object(creatives),
                    "request": [
                        "account": ["account_id": "account-of-tests"],
                        "packages": [["product_id": .string(slow.product), "budget": 10]],
                    ],
                ]
            ],
        ]
        let created = try await self.database.createCampaign(
            tenant: self.tenant, campaign.text, caller: "https://buyer.example")
        let document = try JSON(
            parsing: try await self.database.campaign(CampaignID(tenant: self.tenant, id: created.campaign)))
        let buy = try #require(document["buys"]?.array?.first)
        return Chain(
            commit: try Self.id(buy["operation"]), check: try Self.id(buy["checks"]?.array?.first?["operation"]),
            creatives: try Self.id(buy["creatives"]?["operation"]),
            outcome: try Self.id(buy["outcome_report"]?["operation"]))
    }

    private static func id(_ json: JSON?) throws -> UUID {
        try #require(json?.string.flatMap(UUID.init(uuidString:)))
    }

    /// Waits until a chain has come to a boundary.
    ///
    /// - Returns: the instance that has the step there in hand; nil where none has.
    func arrival(
        at boundary: GovernedKillTests.Boundary, of chain: Chain, _ killer: Killer
    ) async throws -> ChildProcess? {
        switch boundary {
        case .checked:
            try await self.entry("governance_checked", of: self.governance, about: chain.commit)
            return try await killer.holder(of: chain.check)
        case .approved:
            try await self.settlement(of: chain.check, killer)
            return try await killer.holder(of: chain.commit)
        case .bought:
            try await self.entry("media_buy_created", of: self.seller, about: chain.commit)
            return try await killer.holder(of: chain.commit)
        case .settled:
            try await self.settlement(of: chain.commit, killer)
            return try await killer.holder(of: chain.outcome)
        case .followed:
            try await self.entry("creatives_synced", of: self.seller, about: chain.creatives)
            return try await killer.holder(of: chain.creatives)
        case .reported:
            try await self.entry("outcome_reported", of: self.governance, about: chain.commit)
            return try await killer.holder(of: chain.outcome)
        case .done:
            try await self.settlement(of: chain.outcome, killer)
            return nil
        }
    }

    private func entry(_ event: String, of agent: SellerProcess, about operation: UUID) async throws {
        let id = operation.uuidString.lowercased()
        var tail = RecordTail(of: agent)
        _ = try await tail.first { $0.event == event && ($0.payloadOperationID ?? $0.operationID) == id }
    }

    private func settlement(of operation: UUID, _ killer: Killer) async throws {
        try await killer.administer { connection in
            while true {
                let rows = try connection.query(
                    Statement(sql: "select 1 from adcp.settlements where operation_id = $1::uuid"), [.uuid(operation)])
                if rows.count > 0 { return }
                try connection.script("select pg_sleep(0.005)")
            }
        }
    }
}
