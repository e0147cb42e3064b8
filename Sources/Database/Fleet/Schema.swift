import Postgres

/// A line of the ledger of migrations.
public struct AppliedMigration: Sendable, Hashable {
    public let version: Int
    /// File name without its extension.
    public let name: String
    /// SHA-256 of the file in hexadecimal; nil when the tool that applied it did not say.
    public let sha256: String?
    /// When it was applied, in the database's own words.
    public let appliedAt: String
}

extension Database {
    private static let schemaVersion = Statement(name: "schema_version", sql: "select adcp_api.schema_version()")
    private static let appliedMigrations = Statement(
        name: "applied_migrations", sql: "select version, name, sha256, applied_at from adcp_api.applied_migrations()")

    /// Number of the last migration applied.
    public func schemaVersion() async throws(DatabaseError) -> Int {
        try await self.rows(Self.schemaVersion, []).int(0, 0) ?? 0
    }

    /// The ledger of migrations, oldest first.
    public func appliedMigrations() async throws(DatabaseError) -> [AppliedMigration] {
        let rows = try await self.rows(Self.appliedMigrations, [])
        return (0..<rows.count).map { row in
            AppliedMigration(
                version: rows.int(row, 0) ?? 0, name: rows.string(row, 1) ?? "", sha256: rows.string(row, 2),
                appliedAt: rows.string(row, 3) ?? "")
        }
    }
}
