import AdCP
import Database
import Foundation
import Postgres
import TestSupport
import Testing

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
    let killer: Killer

    init(
        database: Database, seller: SellerProcess, governance: SellerProcess, killer: Killer
    ) async throws {
        self.database = database
        self.seller = seller
        self.governance = governance
        self.killer = killer
        self.tenant = try await database.putTenant("tests")
        for transport in AgentTransport.allCases {
            for (name, process) in [("seller", seller), ("governance", governance)] {
                _ = try await database.putAgent(
                    AgentDescription(
                        name: Self.name(name, transport), url: process.url.replacing(/mcp$/, with: transport.rawValue),
                        transport: transport.rawValue, credential: "env:AGENT_TOKEN"),
                    tenant: self.tenant)
            }
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
            Submission(
                tenant: self.tenant, agent: Self.name("governance", .mcp), task: "sync_plans", request: request.text))
        try await database.announce(operations: [], work: true)
        try await self.settlement(of: synced.operation)
    }

    /// What an agent is called that is reached so: each is a lane of its own, with its own circuit breaker.
    private static func name(_ agent: String, _ transport: AgentTransport) -> String {
        "\(agent)-\(transport.rawValue)"
    }

    func begin(_ boundary: GovernedKillTests.Boundary, over transport: AgentTransport) async throws -> Chain {
        let slow = boundary.slow
        var creatives: JSONObject = ["creatives": [["creative_id": "c1", "name": "First"]]]
        creatives["context"] = slow.creatives.map { ["sandbox": .string($0)] }
        let campaign: JSON = [
            "name": "Killed", "plan_id": .string("\(boundary)"),
            "governance_agent": .string(Self.name("governance", transport)),
            "buys": [
                [
                    "agent": .string(Self.name("seller", transport)), "creatives": .object(creatives),
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
        at boundary: GovernedKillTests.Boundary, of chain: Chain
    ) async throws -> ChildProcess? {
        switch boundary {
        case .checked:
            try await self.entry("governance_checked", of: self.governance, about: chain.commit)
            return try await self.killer.holder(of: chain.check)
        case .approved:
            try await self.settlement(of: chain.check)
            return try await self.killer.holder(of: chain.commit)
        case .bought:
            try await self.entry("media_buy_created", of: self.seller, about: chain.commit)
            return try await self.killer.holder(of: chain.commit)
        case .settled:
            try await self.settlement(of: chain.commit)
            return try await self.killer.holder(of: chain.outcome)
        case .followed:
            try await self.entry("creatives_synced", of: self.seller, about: chain.creatives)
            return try await self.killer.holder(of: chain.creatives)
        case .reported:
            try await self.entry("outcome_reported", of: self.governance, about: chain.commit)
            return try await self.killer.holder(of: chain.outcome)
        case .done:
            try await self.settlement(of: chain.outcome)
            return nil
        }
    }

    private func entry(_ event: String, of agent: SellerProcess, about operation: UUID) async throws {
        let id = operation.uuidString.lowercased()
        var tail = RecordTail(of: agent)
        _ = try await tail.first { $0.event == event && ($0.payloadOperationID ?? $0.operationID) == id }
    }

    private func settlement(of operation: UUID) async throws {
        try await self.killer.wait(
            until: "exists (select from adcp.settlements where operation_id = $1::uuid)", [.uuid(operation)])
    }
}
