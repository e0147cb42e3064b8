import HTTPTypes

/// Header fields of MCP. A name is refused only if it has characters that header names cannot have.
extension HTTPFields {
    private static let sessionName = HTTPField.Name("mcp-session-id")
    private static let revisionName = HTTPField.Name("mcp-protocol-version")

    /// `mcp-session-id`.
    var mcpSession: String? {
        get { Self.sessionName.flatMap { self[$0] } }
        set { if let name = Self.sessionName { self[name] = newValue } }
    }

    /// `mcp-protocol-version`.
    var mcpRevision: String? { Self.revisionName.flatMap { self[$0] } }
}
