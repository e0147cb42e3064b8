import AdCP
import HTTPTypes
import Hummingbird

/// MCP without handshakes and sessions (2026-07-28): every request says in its headers and `params._meta` what it is.
enum StatelessRevision {
    private static let version = MCPRevision.stateless.rawValue
    private static let versionMember = "io.modelcontextprotocol/protocolVersion"
    private static let capabilitiesMember = "io.modelcontextprotocol/clientCapabilities"

    /// Why a request is refused; nil when it is as it should be.
    static func problem(_ message: ClientMessage, id: JSON, _ headers: HTTPFields) -> Response? {
        // Of the older revisions, none of which is served.
        if message.method == "initialize" { return Self.unsupported(message.params["protocolVersion"], id: id) }
        guard let meta = message.params["_meta"], let version = meta[Self.versionMember],
            meta[Self.capabilitiesMember]?.object != nil
        else { return Self.refusal(-32602, "params._meta lacks what every request has to say", id: id) }
        guard let said = headers.mcpRevision, .string(said) == version else {
            return Self.refusal(-32020, "MCP-Protocol-Version does not match the request", id: id)
        }
        guard headers.mcpMethod == message.method else {
            return Self.refusal(-32020, "Mcp-Method does not match the request", id: id)
        }
        guard message.method != "tools/call" || headers.mcpName == message.params["name"]?.string else {
            return Self.refusal(-32020, "Mcp-Name does not match the request", id: id)
        }
        return version == .string(Self.version) ? nil : Self.unsupported(version, id: id)
    }

    /// A result as this revision has it: whether it is the last one stands in it.
    static func complete(_ result: JSON) -> JSON {
        guard var members = result.object else { return result }
        members["resultType"] = "complete"
        return .object(members)
    }

    /// What the server can, to a request of `server/discover`.
    static let discovery: JSON = [
        "supportedVersions": [.string(Self.version)], "capabilities": ["tools": [:]], "ttlMs": 0,
        "cacheScope": "private",
    ]

    private static func unsupported(_ version: JSON?, id: JSON) -> Response {
        Self.refusal(
            -32022, "Unsupported protocol version", id: id,
            data: ["supported": [.string(Self.version)], "requested": version ?? .null])
    }

    private static func refusal(_ code: Int, _ message: String, id: JSON, data: JSON? = nil) -> Response {
        .json(ServerMessage.error(code, message, id: id, data: data), status: .badRequest)
    }
}
