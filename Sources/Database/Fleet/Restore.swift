import Postgres

/// Whether this database may lack what was committed before, as after a promotion or a restore, and what is held because of it.
extension Database {
    private static let restoreStatus = Statement(name: "restore_status", sql: "select adcp_api.restore_status()")
    private static let resumeDispatch = Statement(
        name: "resume_dispatch", sql: "select adcp_api.resume_dispatch($1, $2)")
    private static let declareRestore = Statement(
        name: "declare_restore", sql: "select adcp_api.declare_restore($1, $2)")
    private static let trustPromotion = Statement(
        name: "trust_promotion", sql: "select adcp_api.trust_promotion($1::boolean)")

    /// Whether dispatch is held, the last epochs, and what was compared since, as a JSON document.
    public func restoreStatus() async throws(DatabaseError) -> String {
        try await self.value(Self.restoreStatus, [])
    }

    /// A person has seen the differences: everything goes out again. Returns the status.
    public func resumeDispatch(actor: String, reason: String? = nil) async throws(DatabaseError) -> String {
        try await self.value(Self.resumeDispatch, [.text(actor), .text(reason)])
    }

    /// Somebody knows that the database went back in time where it cannot see it itself. Returns the status.
    public func declareRestore(actor: String, reason: String? = nil) async throws(DatabaseError) -> String {
        try await self.value(Self.declareRestore, [.text(actor), .text(reason)])
    }

    /// Whether a new timeline holds nothing, because replication is synchronous. Returns the status.
    public func trustPromotion(_ trusts: Bool) async throws(DatabaseError) -> String {
        try await self.value(Self.trustPromotion, [.bool(trusts)])
    }
}
