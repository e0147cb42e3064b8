/// How a database's schema compares with the one that this program was built with.
public struct SchemaStatus: Sendable {
    public enum State: String, Sendable {
        /// As this program has it.
        case applied
        /// Not applied yet.
        case pending
        /// Applied from a file with other contents.
        case changed
        /// Applied, and unknown to this program: the database is newer.
        case unknown
    }

    public struct Line: Sendable {
        public let version: Int
        public let name: String
        public let state: State
        /// RFC 3339; nil while pending.
        public let appliedAt: String?
    }

    /// One line per migration that either side knows, in order.
    public let migrations: [Line]
    /// The functions, triggers, views and rights are those of this program.
    public let objectsAreCurrent: Bool

    public var pending: [Line] { self.migrations.filter { $0.state == .pending } }
    public var changed: [Line] { self.migrations.filter { $0.state == .changed } }
    /// The database has migrations that this program does not know.
    public var isNewer: Bool { self.migrations.contains { $0.state == .unknown } }
    /// Nothing is left to do, as far as this program knows.
    public var isCurrent: Bool {
        self.pending.isEmpty && self.changed.isEmpty && (self.objectsAreCurrent || self.isNewer)
    }

    init(ledger: [AppliedMigration], objectsSHA256: String?) {
        let applied = Dictionary(ledger.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(Schema.migrations.map(\.version))
        let ours = Schema.migrations.map { migration in
            guard let row = applied[migration.version] else {
                return Line(version: migration.version, name: migration.name, state: .pending, appliedAt: nil)
            }
            // Another tool may have applied the file without noting its checksum.
            let isSame = row.sha256 == nil || row.sha256 == migration.sha256
            return Line(
                version: migration.version, name: row.name, state: isSame ? .applied : .changed,
                appliedAt: row.appliedAt)
        }
        let theirs = ledger.filter { !known.contains($0.version) }.map {
            Line(version: $0.version, name: $0.name, state: .unknown, appliedAt: $0.appliedAt)
        }
        self.migrations = (ours + theirs).sorted { $0.version < $1.version }
        self.objectsAreCurrent = objectsSHA256 == Schema.objectsSHA256
    }
}
