import AdCP
import Database
import Foundation
import Postgres
import Testing

/// A governed buy on the way through the database, with the agents' parts played by the test.
struct Chain {
    let deployment: Deployment
    let campaign: CampaignID
    let commit: OperationID
    private let governance: UUID

    init(_ deployment: Deployment, conditions: String = "ask", budget: Int = 5_000) async throws {
        self.deployment = deployment
        let database = deployment.database
        self.governance = try await database.putAgent(
            AgentDescription(name: "governance", url: "https://governance.example/mcp"), tenant: deployment.tenant)
        try await database.recordCapabilities(
            AgentCapabilities(
                version: "3.2", supportedVersions: ["3.2"], idempotencySupported: true, replaySeconds: 86_400,
                pollTool: "get_task_status", listTool: nil, document: #"{"adcp": {"major_versions": [3]}}"#),
            of: self.governance, tenant: deployment.tenant)
        let document: JSON = [
            "name": "Spring", "plan_id": "plan", "governance_agent": "governance", "conditions": .string(conditions),
            "buys": [
                ["agent": "seller", "request": ["packages": [["product_id": "p", "budget": JSON(budget)]]]]
            ],
        ]
        let created = try await database.createCampaign(
            tenant: deployment.tenant, document.text, caller: "https://buyer.example")
        self.campaign = CampaignID(tenant: deployment.tenant, id: created.campaign)
        let buy = try JSON(parsing: try await database.campaign(self.campaign))["buys"]?.array?.first
        let id = try #require(buy?["operation"]?.string.flatMap(UUID.init(uuidString:)))
        self.commit = OperationID(tenant: deployment.tenant, id: id)
    }

    /// The next step that is due; there is never more than one in such a chain before it is bought.
    func step(_ task: String) async throws -> ClaimedStep {
        let steps = try await self.deployment.claim()
        try #require(steps.count == 1 && steps[0].task == task, "\(steps.map(\.task))")
        #expect(steps[0].request == "", "a governed chain's requests leave through prepare_request only")
        return steps[0]
    }

    /// Answers the question that is due.
    @discardableResult
    func answer(_ verdict: JSON) async throws -> JSON {
        let step = try await self.step("check_governance")
        let asked = try #require(try await self.deployment.database.prepare(step).text)
        _ = try await self.deployment.observe("completed", step) {
            $0.value = verdict.text
            $0.recordHash = hash(9)
        }
        return try JSON(parsing: asked)
    }

    /// - Parameter seconds: until the approval ends.
    static func approval(_ token: String = "token", seconds: Double = 600) -> JSON {
        let end = Date().addingTimeInterval(seconds).formatted(.iso8601)
        return [
            "check_id": "check-1", "verdict": "approved", "explanation": "Within the plan.",
            "governance_context": .string(token), "expires_at": .string(end),
        ]
    }

    static func conditions(_ conditions: JSON...) -> JSON {
        [
            "check_id": "check-1", "verdict": "conditions", "explanation": "Less.", "conditions": .array(conditions),
            "consultation_context": "consultation",
        ]
    }

    var document: JSON {
        get async throws { try await self.deployment.document(self.commit) }
    }

    /// What governance was asked, round by round.
    var causes: [String] {
        get async throws {
            let campaign = try JSON(parsing: try await self.deployment.database.campaign(self.campaign))
            return (campaign["buys"]?.array?.first?["checks"]?.array ?? []).compactMap { $0["cause"]?.string }
        }
    }

    /// How many of its operations still have something before them.
    var openOperations: Int? {
        get async throws {
            try await self.deployment.administrator.query(Statement(sql: "select count(*) from adcp.schedule")).int(
                0, 0)
        }
    }

    /// Moves the end of the approval into the past.
    func expire() async throws {
        try await self.administer("update adcp.governance_checks set expires_at = now() where verdict = 'approved'")
    }

    func administer(_ sql: String) async throws {
        try await self.deployment.administrator.query(Statement(sql: sql))
    }
}
