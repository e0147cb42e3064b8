public import struct Foundation.UUID
import Postgres

/// What there is to send of a call that was claimed without its request.
public enum PreparedRequest: Sendable, Equatable {
    /// The frozen request.
    case ready(String)
    /// Another agent must be asked what it can first.
    case needsAgent(UUID)
    /// The release of the step's own agent is not known yet.
    case needsVersion
    /// Nothing: the lease is lost, or governance is asked before anything is sent.
    case held

    /// What is to be sent, where something is.
    public var text: String? {
        guard case .ready(let text) = self else { return nil }
        return text
    }
}

extension Database {
    private static let prepareRequest = Statement(
        name: "prepare_request",
        sql: "select request, unknown_agent from adcp_api.prepare_request($1::uuid, $2::uuid, $3::bigint)")
    private static let refreezeRequest = Statement(
        name: "refreeze_request", sql: "select request from adcp_api.refreeze_request($1::uuid, $2::uuid, $3::bigint)")
    private static let checkAgain = Statement(
        name: "check_again", sql: "select adcp_api.check_again($1::uuid, $2::uuid, $3::bigint)")

    /// The request of a call that the claim brought empty: frozen now, or let through by governance.
    public func prepare(_ step: ClaimedStep) async throws(DatabaseError) -> PreparedRequest {
        let rows = try await self.rows(Self.prepareRequest, step.lease)
        guard rows.count > 0 else { return .held }
        if let request = rows.string(0, 0) { return .ready(request) }
        return rows.string(0, 1) == nil ? .needsVersion : .needsAgent(try rows.uuid("prepare_request", 0, 1))
    }

    /// Pins a request anew after the agent refused its version.
    ///
    /// - Returns: `needsVersion` when that changes nothing or is not safe.
    public func refreeze(_ step: ClaimedStep) async throws(DatabaseError) -> PreparedRequest {
        let rows = try await self.rows(Self.refreezeRequest, step.lease)
        guard rows.count > 0 else { return .held }
        return rows.string(0, 0).map(PreparedRequest.ready) ?? .needsVersion
    }

    /// The seller refused the approval that a request came with: asks governance once more.
    ///
    /// - Returns: false when the refusal stands, because it was asked before or nothing governs the operation.
    public func checkAgain(_ step: ClaimedStep) async throws(DatabaseError) -> Bool {
        try await self.rows(Self.checkAgain, step.lease).bool(0, 0)
    }
}

extension ClaimedStep {
    /// What names the step to the database, with the proof that it is still in our hands.
    fileprivate var lease: [PostgresValue] {
        [.uuid(self.operation.tenant), .uuid(self.operation.id), .int(Int(self.leaseToken))]
    }
}
