import AdCP

/// One JSON-RPC message of a client.
struct ClientMessage: Sendable {
    /// Nil for a notification.
    let id: JSON?
    let method: String
    let params: JSON

    /// Nil when it is no request and no notification.
    init?(_ json: JSON) {
        guard json["jsonrpc"] == "2.0", let method = json["method"]?.string else { return nil }
        switch json["id"] {
        case nil: self.id = nil
        case .string?, .number?: self.id = json["id"]
        default: return nil
        }
        self.method = method
        self.params = json["params"] ?? [:]
    }
}

/// JSON-RPC messages of the server.
enum ServerMessage {
    static func result(_ result: JSON, id: JSON) -> JSON {
        ["jsonrpc": "2.0", "id": id, "result": result]
    }

    static func error(_ code: Int, _ message: String, id: JSON? = nil, data: JSON? = nil) -> JSON {
        var error: JSONObject = ["code": JSON(code), "message": .string(message)]
        error["data"] = data
        return ["jsonrpc": "2.0", "id": id ?? .null, "error": .object(error)]
    }

    static func progress(_ share: Double, token: JSON) -> JSON {
        [
            "jsonrpc": "2.0", "method": "notifications/progress",
            "params": ["progressToken": token, "progress": JSON((share * 100).rounded()), "total": 100],
        ]
    }
}
