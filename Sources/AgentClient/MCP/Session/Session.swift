/// What a handshake settled.
struct Session: Sendable, Equatable {
    /// The form of the agent's URL at which it answered.
    let url: OutboundURL
    /// Nil if the server keeps no sessions.
    let id: String?
    /// The release that the server chose.
    let version: String

    /// There was no handshake: each request says by itself what it needs to say.
    var isStateless: Bool { self.version == MCPRelease.stateless }

    /// Visible ASCII, as MCP has it, and of a size that fits into a header.
    static func isIdentifier(_ text: String) -> Bool {
        1...1024 ~= text.utf8.count && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
    }
}
