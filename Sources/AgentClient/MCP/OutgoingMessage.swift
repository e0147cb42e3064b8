import AdCP

/// A JSON-RPC request or notification, composed from texts that stay as they are.
struct OutgoingMessage: Sendable {
    /// A member of `params`, its value as JSON text.
    typealias Parameter = (name: String, text: String)

    let method: String
    /// Nil for a notification.
    let id: Int?
    let parameters: [Parameter]
    /// The tool that is called, where one is.
    let tool: String?

    private init(_ method: String, id: Int?, _ parameters: [Parameter] = [], tool: String? = nil) {
        self.method = method
        self.id = id
        self.parameters = parameters
        self.tool = tool
    }

    /// - Parameter arguments: JSON text, sent byte for byte: the agent compares it with what it got before under the same key.
    static func callTool(_ name: String, arguments: String, id: Int) -> OutgoingMessage {
        OutgoingMessage(
            "tools/call", id: id, [("name", JSON.string(name).text), ("arguments", arguments)], tool: name)
    }

    static func listTools(cursor: String?, id: Int) -> OutgoingMessage {
        OutgoingMessage("tools/list", id: id, cursor.map { [("cursor", JSON.string($0).text)] } ?? [])
    }

    static func initialize(_ client: ClientInformation, id: Int) -> OutgoingMessage {
        OutgoingMessage(
            "initialize", id: id,
            [
                ("protocolVersion", JSON.string(MCPRelease.offered).text), ("capabilities", "{}"),
                ("clientInfo", client.json.text),
            ])
    }

    static let initialized = OutgoingMessage("notifications/initialized", id: nil)

    /// Asks a server what releases it speaks, in the stateless manner.
    static func discover(id: Int) -> OutgoingMessage {
        OutgoingMessage("server/discover", id: id)
    }

    /// Of the tool that is called, as JSON.
    var arguments: String? {
        self.tool == nil ? nil : self.parameters.first { $0.name == "arguments" }?.text
    }

    func text(in session: Session?, from client: ClientInformation) -> String {
        var parameters = self.parameters
        if let session, session.isStateless {
            parameters.append(("_meta", Self.envelope(session, client).text))
        }
        let id = self.id.map { #""id":\#($0),"# } ?? ""
        let members = parameters.map { "\(JSON.string($0.name).text):\($0.text)" }.joined(separator: ",")
        let params = parameters.isEmpty ? "" : #","params":{\#(members)}"#
        return #"{"jsonrpc":"2.0",\#(id)"method":\#(JSON.string(self.method).text)\#(params)}"#
    }

    private static func envelope(_ session: Session, _ client: ClientInformation) -> JSON {
        [
            "io.modelcontextprotocol/protocolVersion": .string(session.version),
            "io.modelcontextprotocol/clientInfo": client.json,
            "io.modelcontextprotocol/clientCapabilities": [:],
        ]
    }
}
