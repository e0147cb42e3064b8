/// Why a schema was left as it is.
public enum MigrationRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Files that were applied have changed since: somebody must look before anything is done.
    case changed([String])
    /// The database was migrated by a newer program.
    case newer

    public var description: String {
        switch self {
        case .changed(let names): "applied migrations have changed since: \(names.joined(separator: ", "))"
        case .newer: "the database was migrated by a newer Holdfast: use that one"
        }
    }
}

/// A script that is run by itself, in order.
struct MigrationStep: Sendable {
    let title: String
    let script: String

    /// What brings a database of this status to the schema of this program.
    static func steps(for status: SchemaStatus) throws(MigrationRefusal) -> [MigrationStep] {
        guard status.changed.isEmpty else { throw .changed(status.changed.map(\.name)) }
        guard !status.isNewer else { throw .newer }
        let missing = Set(status.pending.map(\.version))
        var steps = Schema.migrations.filter { missing.contains($0.version) }.map { migration in
            MigrationStep(
                title: migration.name,
                script: """
                    begin;
                    \(migration.text)\
                    select adcp.confirm_migration(\(migration.version), '\(migration.sha256)');
                    commit;

                    """)
        }
        if !missing.isEmpty || !status.objectsAreCurrent {
            steps.append(
                MigrationStep(
                    title: "functions, triggers, views and rights",
                    script: """
                        \(Schema.objects)\
                        begin;
                        set local role adcp_owner;
                        select adcp.record_objects('\(Schema.objectsSHA256)');
                        commit;

                        """))
        }
        return steps
    }
}
