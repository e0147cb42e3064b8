import AdCP
import Foundation

/// Where a buyer wants to be called back, and how the call proves whose it is.
struct WebhookRegistration: Sendable {
    /// The two modes with a shared secret; with neither registered a buyer expects RFC 9421 signatures.
    enum Scheme: String, Sendable {
        case signature = "RFC9421"
        case bearer = "Bearer"
        case hmac = "HMAC-SHA256"
    }

    let url: String
    let operationID: String?
    let token: String?
    let scheme: Scheme
    let credentials: String

    /// Nil when the call registers none.
    ///
    /// - Throws: when the seller could not deliver what it would promise; then it must refuse the request.
    init?(call: ToolCall) throws(AdCPError) {
        guard let config = call.arguments["push_notification_config"] else { return nil }
        let field = "push_notification_config"
        guard let url = config["url"]?.string, let parsed = URL(string: url), parsed.host() != nil,
            ["http", "https"].contains(parsed.scheme)
        else { throw .invalid("\(field).url", "must be an http or https URL") }
        let operation = config["operation_id"]?.string
        guard operation != nil || call.version < Version(3, 2) else { throw .missing("\(field).operation_id") }
        let token = config["token"]?.string
        guard token.map({ (16...4096).contains($0.utf8.count) }) ?? true else {
            throw .invalid("\(field).token", "must be 16 to 4096 bytes")
        }
        guard let login = config["authentication"] else {
            self.init(url: url, operationID: operation, token: token, scheme: .signature, credentials: "")
            return
        }
        guard let scheme = login["schemes"]?.array?.first?.string.flatMap(Scheme.init(rawValue:)), scheme != .signature
        else {
            throw .invalid("\(field).authentication.schemes", "must be [\"HMAC-SHA256\"] or [\"Bearer\"]")
        }
        guard let credentials = login["credentials"]?.string, credentials.utf8.count >= 32 else {
            throw .invalid("\(field).authentication.credentials", "must have 32 bytes or more")
        }
        self.init(url: url, operationID: operation, token: token, scheme: scheme, credentials: credentials)
    }

    private init(url: String, operationID: String?, token: String?, scheme: Scheme, credentials: String) {
        self.url = url
        self.operationID = operationID
        self.token = token
        self.scheme = scheme
        self.credentials = credentials
    }

    init?(recorded json: JSON) {
        guard let url = json["url"]?.string, let scheme = json["scheme"]?.string.flatMap(Scheme.init(rawValue:)),
            let credentials = json["credentials"]?.string
        else { return nil }
        self.init(
            url: url, operationID: json["operation_id"]?.string, token: json["token"]?.string, scheme: scheme,
            credentials: credentials)
    }

    var details: JSONObject {
        JSONObject(present: [
            "url": .string(self.url), "operation_id": .text(self.operationID), "token": .text(self.token),
            "scheme": .string(self.scheme.rawValue), "credentials": .string(self.credentials),
        ])
    }
}
