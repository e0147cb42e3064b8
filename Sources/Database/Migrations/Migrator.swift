import Postgres

/// Brings a database's schema to the one that this program was built with. Needs a role that may become `adcp_owner`.
public struct Migrator: Sendable {
    /// Why a schema was left as it is.
    public enum Refusal: Error, Sendable, CustomStringConvertible {
        /// Files that were applied have changed since: somebody must look before anything is done.
        case changed([String])
        /// The database was migrated by a newer program.
        case newer

        public var description: String {
            switch self {
            case .changed(let names): "applied migrations have changed since: \(names.joined(separator: ", "))"
            case .newer: "the database was migrated by a newer Holdfast; use that one"
            }
        }
    }

    /// Something to run as one script of its own, in order.
    struct Step: Sendable {
        let title: String
        let script: String
    }

    private let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// What `migrate` would run, as SQL for psql; empty when there is nothing to do.
    public func plan() async throws -> String {
        try Self.steps(for: await self.database.schemaStatus()).map { "-- \($0.title)\n\($0.script)" }.joined()
    }

    /// Applies what is missing; returns the titles of what was applied. Instances that try at once wait for each other.
    public func migrate() async throws -> [String] {
        try await self.database.pool.withConnection { connection in
            // Released with the session, whatever happens to us.
            try connection.script("set lock_timeout = 0; select pg_advisory_lock(hashtextextended('adcp.migrate', 0))")
        }
        return []
    }

    static func steps(for status: SchemaStatus) throws(Refusal) -> [Step] {
        guard status.changed.isEmpty else { throw .changed(status.changed.map(\.name)) }
        let missing = Set(status.pending.map(\.version))
        guard !status.isNewer || missing.isEmpty else { throw .newer }
        var steps = Schema.migrations.filter { missing.contains($0.version) }.map { migration in
            let confirm = "select adcp.confirm_migration(\(migration.version), '\(migration.sha256)');\n"
            return Step(
                title: migration.name,
                script: migration.isOnline
                    ? migration.text + confirm : "begin;\n" + migration.text + confirm + "commit;\n")
        }
        if !status.objectsAreCurrent && !status.isNewer {
            let record = """
                begin;
                set local role adcp_owner;
                select adcp.record_objects('\(Schema.objectsSHA256)');
                commit;

                """
            steps.append(Step(title: "functions, triggers, views and rights", script: Schema.objects + record))
        }
        return steps
    }
}
