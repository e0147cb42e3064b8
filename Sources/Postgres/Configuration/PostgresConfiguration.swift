import CLibPQ

/// How to reach a database: a connection string as libpq takes it, completed by what makes a connection safe to wait on.
///
/// What the connection string says always wins. Several hosts, `target_session_attrs`, TLS and password files are libpq's own business.
public struct PostgresConfiguration: Sendable {
    /// Keywords and values of the connection string; a password may be among them.
    let given: [String: String]
    /// Name that the server shows for the sessions, unless the connection string has one.
    public var applicationName: String
    /// Limits kept by the server.
    public var timeouts: SessionTimeouts
    /// False behind a pooler that gives each transaction another session: statements are then sent whole each time.
    public var usesPreparedStatements: Bool

    /// - Parameter connectionString: a `postgres://` URI, or `keyword=value` pairs.
    /// - Throws: `invalidConfiguration`, without quoting the string, which may hold a password.
    public init(
        connectionString: String, applicationName: String = "holdfast", timeouts: SessionTimeouts = .init(),
        usesPreparedStatements: Bool = true
    ) throws(PostgresError) {
        self.given = try Self.parse(connectionString)
        self.applicationName = applicationName
        self.timeouts = timeouts
        self.usesPreparedStatements = usesPreparedStatements
    }

    private static func parse(_ connectionString: String) throws(PostgresError) -> [String: String] {
        guard !connectionString.utf8.contains(0), let options = PQconninfoParse(connectionString, nil) else {
            throw PostgresError(
                code: .invalidConfiguration,
                message: "the connection string is neither a postgres:// URI nor keyword=value pairs that libpq knows")
        }
        defer { PQconninfoFree(options) }
        var given: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { given[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return given
    }

    /// Everything that libpq is given to connect.
    var parameters: [String: String] {
        var parameters = Self.safeguards.merging(self.given) { _, given in given }
        parameters["client_encoding"] = "UTF8"
        parameters["fallback_application_name"] = self.applicationName
        // Later options win at the server, so those of the connection string come last.
        let options = [self.timeouts.options, self.given["options"] ?? ""].filter { !$0.isEmpty }
        parameters["options"] = options.isEmpty ? nil : options.joined(separator: " ")
        return parameters
    }

    /// Without these, a host that vanished can hold a blocking read for hours (seconds, but for `tcp_user_timeout`).
    private static let safeguards = [
        "connect_timeout": "5", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3",
        "tcp_user_timeout": "15000",
    ]
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where it leads, without user and password.
    public var description: String {
        ["host", "hostaddr", "port", "dbname", "service"]
            .compactMap { name in self.given[name].map { "\(name)=\($0)" } }.joined(separator: " ")
    }

    public var debugDescription: String { self.description }

    /// Keeps a password out of `dump`.
    public var customMirror: Mirror { Mirror(self, children: ["description": self.description]) }
}
