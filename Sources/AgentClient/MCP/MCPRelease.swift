import AdCP

/// Releases of the Model Context Protocol.
enum MCPRelease {
    /// What we offer in a handshake. Servers may answer with an older or newer one that works the same way.
    static let offered = MCPRevision.handshake.rawValue
    /// The first release without handshake and sessions: every request carries what the handshake used to settle.
    static let stateless = MCPRevision.stateless.rawValue

    /// A release is named by its date. Anything else has no place in a header.
    static func isRelease(_ text: String) -> Bool {
        text.utf8.count == 10
            && text.utf8.enumerated().allSatisfy { index, byte in
                index == 4 || index == 7 ? byte == UInt8(ascii: "-") : UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            }
    }
}
