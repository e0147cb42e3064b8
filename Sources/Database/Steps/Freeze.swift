import Postgres

extension Database {
    private static let freezeRequest = Statement(
        name: "freeze_request", sql: "select adcp_api.freeze_request($1::uuid, $2::uuid, $3::bigint)")
    private static let refreezeRequest = Statement(
        name: "refreeze_request", sql: "select adcp_api.refreeze_request($1::uuid, $2::uuid, $3::bigint)")

    /// Freezes the request of a call whose agent was unknown when it was submitted; nil when the lease is lost or the agent is still unknown.
    public func freeze(_ step: ClaimedStep) async throws(DatabaseError) -> String? {
        try await self.frozen(Self.freezeRequest, step)
    }

    /// Pins a request anew after the agent refused its version; nil when that changes nothing or is not safe.
    public func refreeze(_ step: ClaimedStep) async throws(DatabaseError) -> String? {
        try await self.frozen(Self.refreezeRequest, step)
    }

    private func frozen(_ statement: Statement, _ step: ClaimedStep) async throws(DatabaseError) -> String? {
        try await self.rows(
            statement, [.uuid(step.operation.tenant), .uuid(step.operation.id), .int(Int(step.leaseToken))]
        ).string(0, 0)
    }
}
