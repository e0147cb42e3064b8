import ArgumentParser
import AdCP
import Database

/// `holdfast db …`: the schema.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The database's schema: what it has, what is missing, and bringing it up to date.",
        subcommands: [Status.self, Plan.self, Migrate.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show which migrations the database has. Exits with 1 unless nothing is left to do.")

        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let status = try await CommandSession.run { try await $0.schemaStatus() }
            if self.json {
                Output.line(Self.document(status).text)
            } else {
                Output.table(
                    ["MIGRATION", "STATE", "APPLIED"],
                    status.migrations.map { [$0.name, $0.state.rawValue, $0.appliedAt ?? ""] })
                Output.line(
                    status.objectsAreCurrent
                        ? "Functions, triggers, views and rights are those of this program."
                        : "Functions, triggers, views and rights are not those of this program.")
                if !status.isCurrent { Output.line("Run: holdfast db migrate") }
            }
            if !status.isCurrent { throw ExitCode.failure }
        }

        static func document(_ status: SchemaStatus) -> JSON {
            [
                "current": .bool(status.isCurrent), "objects_current": .bool(status.objectsAreCurrent),
                "migrations": .array(
                    status.migrations.map { line in
                        [
                            "version": JSON(line.version), "name": .string(line.name),
                            "state": .string(line.state.rawValue),
                            "applied_at": line.appliedAt.map(JSON.string) ?? .null,
                        ]
                    }),
            ]
        }
    }

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the SQL that migrate would run, and nothing else; psql can run it.")

        func run() async throws {
            let plan = try await MigratorSession.run { try await $0.plan() }
            if !plan.isEmpty { Output.line(plan) }
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the schema up to date. Needs a role that may become adcp_owner.")

        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let applied = try await MigratorSession.run { try await $0.migrate() }
            if self.json {
                let document: JSON = ["applied": .array(applied.map(JSON.string))]
                return Output.line(document.text)
            }
            for title in applied { Output.line("applied \(title)") }
            if applied.isEmpty { Output.line("nothing to do") }
        }
    }
}

/// The migrator for the time of a command.
enum MigratorSession {
    static func run<Value: Sendable>(_ body: (Migrator) async throws -> Value) async throws -> Value {
        do {
            return try await body(Migrator(Settings().database(applicationName: "holdfast migrate")))
        } catch {
            throw CommandSession.explain(error)
        }
    }
}
