public import struct Foundation.UUID
import Postgres

/// Comparing what we believe of agents' tasks with what the agents list.
extension Database {
    private static let reconcileAgents = Statement(
        name: "reconcile_agents", sql: "select adcp_api.reconcile_agents()")
    private static let reconcileAgent = Statement(
        name: "reconcile_agent", sql: "select adcp_api.reconcile_agent($1::uuid, $2)")
    private static let listReconciliations = Statement(
        name: "list_reconciliations", sql: "select adcp_api.list_reconciliations($1::uuid, $2, $3::integer)")
    private static let getReconciliation = Statement(
        name: "get_reconciliation", sql: "select adcp_api.get_reconciliation($1::uuid, $2::uuid)")
    private static let adoptOrphan = Statement(
        name: "adopt_orphan", sql: "select adcp_api.adopt_orphan($1::uuid, $2::uuid, $3, $4)")
    private static let setOrphanAdoption = Statement(
        name: "set_orphan_adoption", sql: "select adcp_api.set_orphan_adoption($1::uuid, $2, $3::boolean, $4, $5)")

    /// An instance starts: begins to compare with all agents that have open tasks of ours, unless another instance just did; returns how many
    /// comparisons were begun.
    @discardableResult
    public func reconcileAgents() async throws(DatabaseError) -> Int {
        try await self.rows(Self.reconcileAgents, []).int(0, 0) ?? 0
    }

    /// Begins to compare with one agent; returns its comparisons, latest first, as a JSON document `{reconciliations}`.
    public func reconcile(agent name: String, tenant: UUID) async throws(DatabaseError) -> String {
        try await self.value(Self.reconcileAgent, [.uuid(tenant), .text(name)])
    }

    /// Comparisons, latest first, as a JSON document `{reconciliations}`.
    ///
    /// - Parameter limit: 1 to 500.
    public func reconciliations(
        ofAgent name: String? = nil, limit: Int = 100, tenant: UUID
    ) async throws(DatabaseError) -> String {
        try await self.value(Self.listReconciliations, [.uuid(tenant), .text(name), .int(limit)])
    }

    /// One comparison with its findings, as a JSON document.
    public func reconciliation(_ id: UUID, tenant: UUID) async throws(DatabaseError) -> String {
        try await self.value(Self.getReconciliation, [.uuid(tenant), .uuid(id)])
    }

    /// A person says that an orphaned task is ours; returns the operation that follows it.
    public func adoptOrphan(
        _ finding: UUID, tenant: UUID, actor: String, reason: String? = nil
    ) async throws(DatabaseError) -> OperationID {
        OperationID(
            tenant: tenant,
            id: try await self.rows(
                Self.adoptOrphan, [.uuid(tenant), .uuid(finding), .text(actor), .text(reason)]
            ).uuid("adopt_orphan", 0, 0))
    }

    /// Says whether an agent's credential is ours alone, so that tasks which it lists and we do not know are adopted; returns the agent.
    public func setOrphanAdoption(
        _ adopts: Bool, ofAgent name: String, tenant: UUID, actor: String, reason: String? = nil
    ) async throws(DatabaseError) -> String {
        try await self.value(
            Self.setOrphanAdoption, [.uuid(tenant), .text(name), .bool(adopts), .text(actor), .text(reason)])
    }
}
