import AdCP
import Configuration
import Foundation
import Logging
import Postgres

/// What the environment says. Every name is read here and nowhere else.
struct Settings: Sendable {
    private let reader: ConfigReader

    init(_ reader: ConfigReader = ConfigReader(provider: EnvironmentVariablesProvider())) {
        self.reader = reader
    }

    /// `DATABASE_URL`, as a connection for work.
    func database(applicationName: String) throws -> PostgresConfiguration {
        try self.connection(key: "database.url", applicationName: applicationName)
    }

    /// `HOLDFAST_LISTEN_DATABASE_URL`, else `DATABASE_URL`: a session of our own to listen on, past any pooler.
    func listening(applicationName: String) throws -> PostgresConfiguration {
        let key =
            self.reader.string(forKey: "holdfast.listen.database.url") == nil
            ? "database.url" : "holdfast.listen.database.url"
        return try self.connection(key: ConfigKey(stringLiteral: key), applicationName: applicationName)
    }

    private func connection(key: ConfigKey, applicationName: String) throws -> PostgresConfiguration {
        guard let url = self.reader.string(forKey: key, isSecret: true), !url.isEmpty else {
            throw SettingsError(name: "DATABASE_URL", reason: "is not set: give the connection string of the database")
        }
        return try PostgresConfiguration(
            connectionString: url, applicationName: applicationName,
            usesPreparedStatements: self.reader.bool(forKey: "holdfast.prepared.statements", default: true))
    }

    /// `HOLDFAST_TENANT`: whose operations the commands speak of, unless `--tenant` says otherwise.
    var tenant: String { self.reader.string(forKey: "holdfast.tenant", default: "default") }

    /// `HOLDFAST_HOST`: the address to listen on.
    var host: String { self.reader.string(forKey: "holdfast.host", default: "127.0.0.1") }

    /// `HOLDFAST_PORT`: the port to listen on; 0 takes a free one.
    var port: Int { self.reader.int(forKey: "holdfast.port", default: 8080) }

    /// `HOLDFAST_PUBLIC_URL`: where sellers reach this deployment from outside.
    var publicURL: String {
        self.reader.string(forKey: "holdfast.public.url", default: "http://\(self.host):\(self.port)")
    }

    /// `HOLDFAST_WEBHOOK_KEYS`: references (`env:NAME`, `file:/path`), comma-separated, the present key first, to the deployment's key from
    /// which the secret of every webhook address is derived.
    var webhookKeys: [String] {
        self.reader.string(forKey: "holdfast.webhook.keys", default: "").split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    /// `HOLDFAST_SIGNING_KEYS`: references, comma-separated, to private JWKs of Ed25519 or P-256. The first signs our requests to sellers
    /// that want it; all are published, so that sellers know the next key before it signs and the last one while it is still about.
    var signingKeys: [String] {
        self.reader.string(forKey: "holdfast.signing.keys", default: "").split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }

    /// `HOLDFAST_SIGN`: which requests are signed: what a seller requires to be, `warned`: what it warns of besides, `supported`:
    /// whatever it can verify.
    func signedExtent() throws -> RequestSigning.Extent {
        let name = self.reader.string(forKey: "holdfast.sign", default: RequestSigning.Extent.required.rawValue)
        guard let extent = RequestSigning.Extent(rawValue: name) else {
            throw SettingsError(
                name: "HOLDFAST_SIGN",
                reason: "is none of \(RequestSigning.Extent.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return extent
    }

    /// `HOLDFAST_AGENT_URL`: what sellers know us by, in our brand.json; the public URL else.
    var agentURL: String { self.reader.string(forKey: "holdfast.agent.url", default: self.publicURL) }

    /// `HOLDFAST_DEVELOPMENT`: lets agents be called by http on loopback addresses.
    var isDevelopment: Bool { self.reader.bool(forKey: "holdfast.development", default: false) }

    /// `HOLDFAST_CONCURRENCY`: calls to agents at a time.
    var concurrency: Int { self.reader.int(forKey: "holdfast.concurrency", default: 64) }

    /// `HOLDFAST_POOL_SIZE`: database connections of the HTTP side, and as many of the loops.
    var poolSize: Int { self.reader.int(forKey: "holdfast.pool.size", default: 8) }

    /// `HOLDFAST_DRAIN_SECONDS`: how long calls in flight may take to end when the program is asked to stop.
    var drain: Duration { .seconds(self.reader.int(forKey: "holdfast.drain.seconds", default: 20)) }

    /// `HOLDFAST_LOG_LEVEL`: trace, debug, info, notice, warning, error or critical.
    func logLevel() throws -> Logger.Level {
        let name = self.reader.string(forKey: "holdfast.log.level", default: "info")
        guard let level = Logger.Level(rawValue: name) else {
            throw SettingsError(
                name: "HOLDFAST_LOG_LEVEL",
                reason: "is none of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return level
    }
}

/// A setting that cannot be used. Names it; never quotes its value.
struct SettingsError: Error, CustomStringConvertible {
    let name: String
    let reason: String

    var description: String { "\(self.name) \(self.reason)" }
}
