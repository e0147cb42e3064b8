public import struct Foundation.UUID
import Postgres

extension Database {
    private static let announce = Statement(name: "announce", sql: "select adcp_api.announce($1::uuid[], $2::boolean)")

    /// Hints to all listening instances that operations have changed, or that something has become due.
    ///
    /// - Parameter operations: nil for more than can be named, so that everybody looks.
    public func announce(operations: [UUID]?, work: Bool) async throws(DatabaseError) {
        _ = try await self.rows(Self.announce, [operations.map { .uuidArray($0) } ?? .null, .bool(work)])
    }
}
