import Postgres

/// A line of the ledger of migrations.
struct AppliedMigration: Sendable {
    let version: Int
    let name: String
    /// In hexadecimal; nil when the tool that applied it did not say.
    let sha256: String?
    /// RFC 3339.
    let appliedAt: String?

    init(_ rows: Rows, _ row: Int) {
        self.version = rows.int(row, 0) ?? 0
        self.name = rows.string(row, 1) ?? ""
        self.sha256 = rows.string(row, 2)
        self.appliedAt = rows.string(row, 3)
    }
}

/// Reading which migrations and which edition of the repeatable objects a database has.
enum Ledger {
    static let appliedMigrations = Statement(
        name: "applied_migrations",
        sql: """
            select version, name, sha256, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            from adcp_api.applied_migrations()
            """)
    static let appliedObjects = Statement(name: "applied_objects", sql: "select adcp_api.applied_objects()")

    static func status(migrations: Rows, objects: Rows) -> SchemaStatus {
        SchemaStatus(
            ledger: (0..<migrations.count).map { AppliedMigration(migrations, $0) }, objectsSHA256: objects.string(0, 0)
        )
    }

    /// What a database without our schema answers: everything is pending.
    static let nothing = SchemaStatus(ledger: [], objectsSHA256: nil)
}

extension Database {
    /// How this database's schema compares with the one that this program was built with.
    public func schemaStatus() async throws(DatabaseError) -> SchemaStatus {
        do {
            return Ledger.status(
                migrations: try await self.rows(Ledger.appliedMigrations, []),
                objects: try await self.rows(Ledger.appliedObjects, []))
        } catch  where error.isMissingObject {
            return Ledger.nothing
        }
    }
}

extension DatabaseError {
    /// A schema or a function is not there (SQLSTATE 3F000, 42883).
    var isMissingObject: Bool { ["3F000", "42883"].contains(self.sqlState) }
}
