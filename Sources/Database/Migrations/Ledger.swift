import Postgres

/// A line of the ledger of migrations.
public struct AppliedMigration: Sendable {
    public let version: Int
    public let name: String
    /// In hexadecimal; nil when the tool that applied it did not say.
    public let sha256: String?
    /// RFC 3339.
    public let appliedAt: String?
}

extension Database {
    private static let appliedMigrations = Statement(
        name: "applied_migrations",
        sql: """
            select version, name, sha256, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            from adcp_api.applied_migrations()
            """)
    private static let appliedObjects = Statement(name: "applied_objects", sql: "select adcp_api.applied_objects()")

    /// How this database's schema compares with the one that this program was built with. An empty database has everything pending.
    public func schemaStatus() async throws(DatabaseError) -> SchemaStatus {
        let ledger: Rows
        do {
            ledger = try await self.rows(Self.appliedMigrations, [])
        } catch where error.isMissingObject {
            return SchemaStatus(ledger: [], objectsSHA256: nil)
        }
        let objects = try await self.rows(Self.appliedObjects, [])
        return SchemaStatus(
            ledger: (0..<ledger.count).map { row in
                AppliedMigration(
                    version: ledger.int(row, 0) ?? 0, name: ledger.string(row, 1) ?? "", sha256: ledger.string(row, 2),
                    appliedAt: ledger.string(row, 3))
            },
            objectsSHA256: objects.string(0, 0))
    }
}

extension DatabaseError {
    /// A schema, a table or a function is not there (SQLSTATE 3F000, 42P01, 42883).
    public var isMissingObject: Bool {
        ["3F000", "42P01", "42883"].contains(self.sqlState)
    }
}
