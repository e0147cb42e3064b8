import AdCP
import Database
import Foundation

/// The races of a test, each with an agent of its own, so that the network knows what belongs to which.
struct RaceCard: Sendable {
    let database: Database
    let tenant: UUID

    init(_ database: Database, networkURL: String) async throws {
        self.database = database
        self.tenant = try await database.putTenant("tests")
        for race in Race.allCases {
            _ = try await database.putAgent(
                AgentDescription(
                    name: race.rawValue, url: "\(networkURL)/races/\(race)/mcp", credential: "env:SELLER_TOKEN",
                    webhookMode: .hmacSHA256, publicURL: "\(networkURL)/races/\(race)"),
                tenant: self.tenant)
        }
    }

    /// Submits buys that run a race.
    func submit(_ race: Race, _ count: Int) async throws -> [UUID] {
        let request: JSON = [
            "account": ["account_id": "account-of-tests"], "brand": ["domain": "buyer.example"],
            "start_time": "2026-12-01T00:00:00Z", "end_time": "2026-12-31T00:00:00Z",
            "packages": [["product_id": .string(race.behaviour), "pricing_option_id": "cpm-usd", "budget": 1000]],
        ]
        let item = SubmissionBatch.Item(agent: race.rawValue, task: "create_media_buy", request: request.text)
        let operations = try await self.database.submitMany(
            SubmissionBatch(tenant: self.tenant, items: Array(repeating: item, count: count)))
        try await self.database.announce(operations: [], work: true)
        return operations
    }
}
