import AdCP
import Database
import Foundation
import Postgres
import TestSupport

/// What the instances are given to do: buys of every kind, and those that a kill is aimed at.
struct Campaign: Sendable {
    /// Names of one seller, each a lane of its own with its own circuit breaker.
    enum Agent: String, CaseIterable {
        /// Calls back the instance that serves HTTP.
        case callsBack = "calls-back"
        case isPolled = "is-polled"
        /// Calls back the gate.
        case isGated = "is-gated"
    }

    let database: Database
    let tenant: UUID

    init(database: Database, seller: SellerProcess, publicURL: String, gateURL: String) async throws {
        self.database = database
        self.tenant = try await database.putTenant("tests")
        for agent in Agent.allCases {
            _ = try await database.putAgent(
                AgentDescription(
                    name: agent.rawValue, url: seller.url, credential: "env:SELLER_TOKEN",
                    webhookMode: agent == .isPolled ? nil : .hmacSHA256,
                    publicURL: agent == .isGated ? gateURL : publicURL),
                tenant: self.tenant)
        }
    }

    /// Every way in which the sandbox can settle a buy, and every fault on the way that a resend or a poll can cure.
    private static let behaviours = [
        "instant", "instant+slow:0.5", "instant+progress:0.5", "approve:1", "review:1", "working:1",
        "approve:1+slow:0.5", "reject:1", "reject-now", "fail:1", "fail-now", "cancel:1", "unknown-status:1",
        "instant+reset:2",
        "instant+rate-limit", "instant+error-500", "approve:1+error-503", "approve:1+adcp-rate-limit",
        "instant+unavailable", "instant+commit-then-reset", "approve:1+commit-then-500", "approve:1+html",
        "instant+garbage", "instant+nothing", "approve:1+wrong-task:1", "approve:1+vanish:1", "approve:1+webhook-twice",
        "approve:1+webhook-before-answer", "approve:1+never-calls-back",
    ]

    /// Submits some buys of any kind.
    func submit(_ count: Int, using generator: inout some RandomNumberGenerator) async throws -> [UUID] {
        var operations: [UUID] = []
        for _ in 0..<count {
            let agent = Bool.random(using: &generator) ? Agent.callsBack : .isPolled
            let behaviour = Self.behaviours.randomElement(using: &generator) ?? "instant"
            operations.append(try await self.submit(behaviour, to: agent))
        }
        return operations
    }

    /// Submits a buy whose call stops at the gate.
    func submitGated() async throws -> UUID {
        try await self.submit("approve+webhook-before-answer", to: .isGated)
    }

    private func submit(_ behaviour: String, to agent: Agent) async throws -> UUID {
        let request: JSON = [
            "account": ["account_id": "account-of-tests"], "brand": ["domain": "buyer.example"],
            "start_time": "2026-12-01T00:00:00Z", "end_time": "2026-12-31T00:00:00Z",
            "packages": [["product_id": .string(behaviour), "pricing_option_id": "cpm-usd", "budget": 1000]],
        ]
        let submitted = try await self.database.submit(
            Submission(tenant: self.tenant, agent: agent.rawValue, task: "create_media_buy", request: request.text))
        try await self.database.announce(operations: [], work: true)
        return submitted.operation
    }

    /// Shortens leases and waits, as data, so that what a killed instance had in hand is soon taken up by another.
    static func hurry() async throws {
        try await TestDatabase.current.withPool(isApplication: false, size: 1) { pool in
            try await pool.withConnection { connection in
                _ = try connection.script(
                    """
                    update adcp.task_policies set call_timeout = '3 seconds', retry_first = '100 milliseconds',
                        retry_most = '1 second', series_pause = '1 second';
                    update adcp.poll_policies set first_after = '300 milliseconds', first_with_webhook = '2 seconds',
                        growth = 1.2, most = '2 seconds';
                    """)
            }
        }
    }
}
