public import struct Foundation.UUID
import Postgres

extension Database {
    private static let putTenant = Statement(name: "put_tenant", sql: "select adcp_api.put_tenant($1)")
    private static let findTenant = Statement(name: "find_tenant", sql: "select adcp_api.find_tenant($1)")

    /// The tenant of a name, made if there was none.
    public func putTenant(_ name: String) async throws(DatabaseError) -> UUID {
        try await self.rows(Self.putTenant, [.text(name)]).uuid("put_tenant", 0, 0)
    }

    /// The tenant of a name; `unknown` when there is none.
    public func findTenant(_ name: String) async throws(DatabaseError) -> UUID {
        try await self.rows(Self.findTenant, [.text(name)]).uuid("find_tenant", 0, 0)
    }
}
