public import struct Foundation.UUID
import Postgres

extension Database {
    private static let claimSteps = Statement(
        name: "claim_steps",
        sql: """
            select tenant_id, operation_id, agent_id, agent_revision, step, attempt, lease_token, task_type, task_id, account,
                request, call_milliseconds, low_water, is_resendable, is_uncertain
            from adcp_api.claim_steps($1::uuid, $2::integer, $3::timestamptz, $4::uuid[])
            """)
    private static let releaseSteps = Statement(
        name: "release_steps", sql: "select adcp_api.release_steps($1::uuid[], $2::uuid[], $3::bigint[])")
    private static let nextDue = Statement(
        name: "next_due", sql: "select adcp_api.next_due(p_after => $1::timestamptz, p_except => $2::uuid[])")

    /// Leases up to `limit` due steps to an instance.
    ///
    /// - Parameters:
    ///   - lowWater: the mark of the last claim; nil to sweep everything, which must happen every few seconds.
    ///   - agents: whose steps to leave alone.
    public func claim(
        instance: UUID, limit: Int, after lowWater: String?, except agents: [UUID] = []
    ) async throws(DatabaseError) -> Claim {
        let rows = try await self.rows(
            Self.claimSteps, [.uuid(instance), .int(limit), .text(lowWater ?? "-infinity"), .uuidArray(agents)])
        var steps: [ClaimedStep] = []
        steps.reserveCapacity(rows.count)
        for row in 0..<rows.count {
            guard let kind = rows.string(row, 4).flatMap(ClaimedStep.Kind.init(rawValue:)) else {
                throw DatabaseError(kind: .failed, message: "claim_steps gave an unknown kind of step")
            }
            steps.append(
                ClaimedStep(
                    operation: OperationID(
                        tenant: try rows.uuid("claim_steps", row, 0), id: try rows.uuid("claim_steps", row, 1)),
                    agent: try rows.uuid("claim_steps", row, 2), agentRevision: rows.int(row, 3) ?? 0, kind: kind,
                    attempt: rows.int(row, 5) ?? 0, leaseToken: Int64(rows.int(row, 6) ?? 0),
                    task: rows.string(row, 7) ?? "", taskID: rows.string(row, 8), account: rows.string(row, 9),
                    request: rows.string(row, 10), timeout: .milliseconds(rows.int(row, 11) ?? 0),
                    isResendable: rows.bool(row, 13), isUncertain: rows.bool(row, 14)))
        }
        return Claim(steps: steps, lowWater: rows.count > 0 ? rows.string(0, 12) : nil)
    }

    /// Hands steps back that nothing was done for.
    public func release(_ steps: [ClaimedStep]) async throws(DatabaseError) {
        _ = try await self.rows(
            Self.releaseSteps,
            [
                .uuidArray(steps.map(\.operation.tenant)), .uuidArray(steps.map(\.operation.id)),
                .intArray(steps.map { Int($0.leaseToken) }),
            ])
    }

    /// How long until the next step falls due: at most a minute.
    ///
    /// - Parameters:
    ///   - lowWater: the mark of the last claim; nil to look at everything.
    ///   - agents: whose steps do not count.
    public func timeUntilNextStep(
        after lowWater: String? = nil, except agents: [UUID] = []
    ) async throws(DatabaseError) -> Duration {
        .seconds(
            Double(try await self.value(Self.nextDue, [.text(lowWater ?? "-infinity"), .uuidArray(agents)])) ?? 1)
    }
}
