import AdCP
import Database
import Foundation
import Orchestrator
import TestSupport
import Testing

extension InteropTests {
    /// A whole governed campaign against agents that are programs of their own: a governance agent whose approvals are signed, and a seller
    /// that verifies them, over each transport and in each release.
    @Suite(.database, .timeLimit(.minutes(5)))
    struct CampaignTests {
        /// Who is played against, how, and in which release.
        struct Round: Sendable, CustomTestStringConvertible {
            let line: Line
            let release: String

            static let all = Line.all.flatMap { line in ["3.0", "3.1", "3.2"].map { Round(line: line, release: $0) } }

            /// The package's seller has one tool to poll with, `get_task_status`, and in 3.0 refuses it: there is none of that name.
            /// Only its webhooks tell.
            var webhooks: WebhookRoute.Mode? {
                self.line.seller == .package && self.release == "3.0" ? .rfc9421 : nil
            }

            var testDescription: String { "\(self.line.testDescription) in \(self.release)" }
        }

        @Test(arguments: Round.all)
        func `a plan's buy is checked, approved by the publisher, followed by its creatives and reported once`(
            round: Round
        ) async throws {
            try await Rules.hurry()
            let governance = try await Self.startGovernance(round)
            let seller = try await Self.startSeller(round, governedBy: governance)
            try await WholeInstance.run(environment: ["AGENT_TOKEN": seller.token]) { instance in
                try await Self.register(round, instance, seller, governance)
                try await Self.syncPlans(instance, for: round.line.address(of: seller))
                try await Self.runCampaign(round, instance, seller, governance)
                try await Self.runDenied(round, instance, seller)
            }
            await seller.stop()
            await governance.stop()
        }

        // MARK: The parts of it

        private static func startGovernance(_ round: Round) async throws -> SellerProcess {
            switch round.line.seller {
            case .sandbox: try await .governance("--versions", round.release)
            case .package: try await PackageEnvironment.start("governance.py", "--versions", round.release)
            }
        }

        private static func startSeller(
            _ round: Round, governedBy governance: SellerProcess
        ) async throws -> SellerProcess {
            switch round.line.seller {
            case .sandbox: try await .sandbox("--versions", round.release, "--governed")
            case .package:
                try await PackageEnvironment.start(
                    "seller.py", "--versions", round.release, "--governance",
                    governance.url.replacing(/\/mcp$/, with: ""))
            }
        }

        private static func register(
            _ round: Round, _ instance: WholeInstance, _ seller: SellerProcess, _ governance: SellerProcess
        ) async throws {
            for (name, process, webhooks) in [("seller", seller, round.webhooks), ("governance", governance, nil)] {
                _ = try await instance.database.putAgent(
                    AgentDescription(
                        name: name, url: round.line.address(of: process), transport: round.line.transport.rawValue,
                        credential: "env:AGENT_TOKEN", webhookMode: webhooks, publicURL: instance.publicURL),
                    tenant: instance.tenant)
                if webhooks == .rfc9421 {
                    try await instance.database.putSigningKeys(
                        ofAgent: name, jwks: nil, uri: process.keysURL, tenant: instance.tenant)
                }
            }
        }

        private static func syncPlans(_ instance: WholeInstance, for seller: String) async throws {
            let plans: [JSON] = ["plan", "denies"].map { name in
                [
                    "plan_id": .string(name), "brand": ["domain": "buyer.example"], "objectives": "Reach.",
                    "budget": ["total": 100_000, "currency": "USD", "reallocation_unlimited": true],
                    "flight": ["start": "2026-12-01T00:00:00Z", "end": "2027-01-01T00:00:00Z"],
                    // In 3.0 a question does not say which seller it is about.
                    "ext": name == "denies" ? ["verdict": "denied"] : ["seller": .string(seller)],
                ]
            }
            let request: JSON = ["plans": .array(plans)]
            let synced = try await instance.database.submit(
                Submission(tenant: instance.tenant, agent: "governance", task: "sync_plans", request: request.text))
            let outcome = try await instance.outcome(of: synced.operation)
            try #require(outcome["state"] == "completed", "\(outcome.text)")
        }

        private static func create(
            _ plan: String, _ behaviour: Behaviour, _ round: Round, _ instance: WholeInstance
        ) async throws -> JSON {
            let product = behaviour.product(of: round.line.seller)
            let campaign: JSON = [
                "name": "Interop", "plan_id": .string(plan), "governance_agent": "governance",
                "buys": [
                    [
                        "agent": "seller", "request": .object(MediaBuy.request(product: product)),
                        "creatives": Self.creatives(round),
                    ]
                ],
            ]
            let created = try await instance.database.createCampaign(
                tenant: instance.tenant, campaign.text, caller: "https://buyer.example/agent")
            return try await instance.campaign(created.campaign)
        }

        /// A creative as the release has it: by format before 3.2, by kind after.
        private static func creatives(_ round: Round) -> JSON {
            let image: JSON = ["asset_type": "image", "url": "https://cdn.example/a.png", "width": 300, "height": 250]
            var creative: JSONObject = [
                "creative_id": "creative-1", "name": "First", "assets": ["banner_image": image],
            ]
            if round.release == "3.2" {
                creative["format_kind"] = "image"
            } else {
                creative["format_id"] = [
                    "agent_url": "https://creative.adcontextprotocol.org", "id": "display_300x250_image",
                ]
            }
            return ["creatives": [.object(creative)]]
        }

        private static func runCampaign(
            _ round: Round, _ instance: WholeInstance, _ seller: SellerProcess, _ governance: SellerProcess
        ) async throws {
            let created = try await self.create("plan", .isApproved, round, instance)
            let buy = try #require(created["buys"]?.array?.first)
            let commit = try #require(buy["operation"]?.string.flatMap(UUID.init(uuidString:)))
            for operation in [buy["operation"], buy["creatives"]?["operation"], buy["outcome_report"]?["operation"]] {
                let id = try #require(operation?.string.flatMap(UUID.init(uuidString:)))
                let outcome = try await instance.outcome(of: id)
                #expect(outcome["state"] == "completed", "\(outcome.text)")
            }
            let name = commit.uuidString.lowercased()
            let asked = try governance.record.entries.filter { $0.payloadOperationID == name }
            #expect(asked.filter { $0.event == "governance_checked" }.map(\.verdict) == ["approved"])
            let taken = try seller.record.entries.filter { $0.operationID == name && $0.event == "approval_taken" }
            #expect(taken.map(\.checkID) == asked.filter { $0.event == "governance_checked" }.map(\.checkID))
            let reports = try governance.record.entries.filter { $0.event == "outcome_reported" }
            #expect(reports.map(\.outcome) == ["completed"] && reports.map(\.checkID) == taken.map(\.checkID))
            let document = try await instance.campaign(UUID(uuidString: created["id"]?.string ?? "") ?? UUID())
            #expect(document["state"] == "completed", "\(document.text)")
        }

        private static func runDenied(
            _ round: Round, _ instance: WholeInstance, _ seller: SellerProcess
        ) async throws {
            let denied = try await self.create("denies", .completesAtOnce, round, instance)
            let buy = try #require(denied["buys"]?.array?.first)
            let commit = try #require(buy["operation"]?.string.flatMap(UUID.init(uuidString:)))
            let outcome = try await instance.outcome(of: commit)
            #expect(outcome["error"]?["errors"]?.array?.first?["code"] == "GOVERNANCE_DENIED", "\(outcome.text)")
            // Of the buy before, webhooks may still be delivered.
            for operation in [buy["operation"], buy["creatives"]?["operation"]] {
                let id = try #require(operation?.string.flatMap(UUID.init(uuidString:)))
                #expect(try seller.record.entries(of: id).isEmpty)
            }
        }
    }
}

extension WholeInstance {
    /// An operation once nobody waits for it any more.
    fileprivate func outcome(of id: UUID) async throws -> JSON {
        let operation = OperationID(tenant: self.tenant, id: id)
        _ = try await self.waiter.wait(for: .closed, of: operation, atMost: .seconds(120))
        return try JSON(parsing: try await self.database.operation(operation))
    }

    fileprivate func campaign(_ id: UUID) async throws -> JSON {
        try JSON(parsing: try await self.database.campaign(CampaignID(tenant: self.tenant, id: id)))
    }
}
