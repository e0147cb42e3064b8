import HTTPTypes

/// Header fields of MCP. A name is refused only if it has characters that header names cannot have.
extension HTTPFields {
    private static let sessionName = HTTPField.Name("mcp-session-id")
    private static let revisionName = HTTPField.Name("mcp-protocol-version")
    private static let methodName = HTTPField.Name("mcp-method")
    private static let toolName = HTTPField.Name("mcp-name")

    /// `mcp-session-id`.
    var mcpSession: String? {
        get { Self.sessionName.flatMap { self[$0] } }
        set { if let name = Self.sessionName { self[name] = newValue } }
    }

    /// `mcp-protocol-version`.
    var mcpRevision: String? { Self.revisionName.flatMap { self[$0] } }

    /// `mcp-method`.
    var mcpMethod: String? { Self.methodName.flatMap { self[$0] } }

    /// `mcp-name`.
    var mcpName: String? { Self.toolName.flatMap { self[$0] } }
}
