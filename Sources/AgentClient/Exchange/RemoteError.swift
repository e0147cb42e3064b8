import AdCP

/// A JSON-RPC error as the server sent it.
struct RemoteError: Sendable {
    let code: Int
    /// The server's words, cut.
    let message: String
    let data: JSON?

    private static let longestMessage = 1024

    init?(_ json: JSON) {
        guard json.object != nil, let code = json["code"]?.int else { return nil }
        self.code = code
        self.message = String((json["message"]?.string ?? "").unicodeScalars.prefix(Self.longestMessage))
        self.data = json["data"].flatMap { $0.isNull ? nil : $0 }
    }

    /// The error is AdCP's, not only the transport's.
    var isAdCPError: Bool {
        self.data?["adcp_error"]?.object != nil
    }
}
