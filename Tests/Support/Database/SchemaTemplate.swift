import Foundation
import Postgres

/// The database with Holdfast's schema that test databases are cloned from.
///
/// It is named after the script that made it, so that it outlives the test run and is made anew when the schema changes.
actor SchemaTemplate {
    static let shared = SchemaTemplate()

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let turn = Slots(1)
    private var name: String?

    /// The template's name; the first caller makes it.
    func ensure() async throws -> String {
        try await self.turn.withSlot { try await self.find() }
    }

    private func find() async throws -> String {
        if let name { return name }
        // On the connection's own queue, where blocking harms nobody.
        let name = try await TestServer.administer { connection in
            let script = try Self.run("/usr/bin/env", ["bash", Self.root.appending(path: "sql/schema.sh").path])
            let name = "holdfast_template_" + Self.fingerprint(script)
            // Roles belong to the whole server: test runs that make templates at the same time would meet there.
            try connection.script("select pg_advisory_lock(hashtextextended('holdfast test template', 0))")
            let known = try connection.query(
                Statement(sql: "select 1 from pg_database where datname = $1"), [.text(name)])
            if known.count == 0 { try Self.makeInSpiteOfOthers(name, script, connection) }
            return name
        }
        self.name = name
        return name
    }

    /// Whoever else applies the schema to this server just now, such as a running Holdfast, may make the same roles at the
    /// same moment; the loser's script fails, once.
    private static func makeInSpiteOfOthers(_ name: String, _ script: Data, _ connection: isolated Connection) throws {
        do {
            try Self.make(name, script, connection)
        } catch {
            try Self.make(name, script, connection)
        }
    }

    /// Makes the template under another name first, so that a half-made one is never taken for whole.
    private static func make(_ name: String, _ script: Data, _ connection: isolated Connection) throws {
        let draft = name + "_draft"
        let file = FileManager.default.temporaryDirectory.appending(path: "\(draft)-\(UUID()).sql")
        try script.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try connection.script("drop database if exists \(draft) with (force)")
        try connection.script("create database \(draft) template template0 encoding 'UTF8'")
        _ = try Self.run(
            "/usr/bin/env",
            [
                "psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file.path,
                TestServer.dsn([("dbname", draft)]),
            ])
        try connection.script("alter database \(draft) rename to \(name)")
    }

    /// Runs a program; returns what it printed, or throws what it complained of.
    private static func run(_ program: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let complaints = FileManager.default.temporaryDirectory.appending(path: "holdfast-\(UUID()).stderr")
        try Data().write(to: complaints)
        defer { try? FileManager.default.removeItem(at: complaints) }
        process.standardError = try FileHandle(forWritingTo: complaints)
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = String(decoding: (try? Data(contentsOf: complaints)) ?? Data(), as: UTF8.self)
            throw Failure(description: "\(arguments.first ?? program) failed: \(text.suffix(2_000))")
        }
        return printed
    }

    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// FNV-1a in 64 bits: enough to tell one edition of the schema from another.
    private static func fingerprint(_ data: Data) -> String {
        let hash = data.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
