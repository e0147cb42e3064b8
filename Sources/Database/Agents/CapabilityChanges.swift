public import struct Foundation.UUID
import Postgres

extension Database {
    private static let answersChallenge = Statement(
        name: "answers_challenge",
        sql: "select adcp_api.answers_challenge($1::uuid, $2::uuid, $3, $4, $5, $6::text[])")
    private static let claimCapabilityReadings = Statement(
        name: "claim_capability_readings",
        sql: "select tenant_id, agent_id from adcp_api.claim_capability_readings($1::integer)")

    /// Whether a proven challenge to an address is bound to what the agent was asked for, and to nothing else.
    public func answersChallenge(
        to route: WebhookRoute, subscriberID: String, agentURL: String, mode: String, eventTypes: [String]
    ) async throws(DatabaseError) -> Bool {
        try await self.rows(
            Self.answersChallenge,
            [
                .uuid(route.tenant), .uuid(route.id), .text(subscriberID), .text(agentURL), .text(mode),
                .textArray(eventTypes),
            ]
        ).bool(0, 0)
    }

    /// The agents whose capabilities are to be read now, each for one caller.
    public func claimCapabilityReadings(
        limit: Int
    ) async throws(DatabaseError) -> [(tenant: UUID, agent: UUID)] {
        let rows = try await self.rows(Self.claimCapabilityReadings, [.int(limit)])
        var agents: [(tenant: UUID, agent: UUID)] = []
        for row in 0..<rows.count {
            agents.append(
                (
                    try rows.uuid("claim_capability_readings", row, 0),
                    try rows.uuid("claim_capability_readings", row, 1)
                ))
        }
        return agents
    }
}
