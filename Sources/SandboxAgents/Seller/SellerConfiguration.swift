import AdCP

/// How a sandbox seller is set up.
struct SellerConfiguration: Sendable {
    /// What the agent is to its buyers.
    enum Role: Sendable {
        case seller, governance
    }

    var role = Role.seller
    /// Commitments are taken only with an approval of the sandbox's governance agent.
    var asksForApproval = false
    var host = "127.0.0.1"
    /// 0 takes a free one.
    var port = 8201
    /// Path of the record.
    var record: String
    /// Start with an empty record.
    var forgets = false
    /// Bearer tokens of the buyers, one principal each; none: everyone may call and is the same buyer.
    var tokens: [String] = []
    /// Releases of AdCP it speaks, ascending.
    var versions = [Version(3, 0), Version(3, 1), Version(3, 2)]
    /// The one revision of MCP that it speaks; with a handshake, the others of that kind besides.
    var mcpRevision = MCPRevision.handshake
    /// No session ids.
    var isStateless = false
    /// Requests after which a session is forgotten; nil: never.
    var sessionCalls: Int?
    /// Releases of A2A that its agent card offers, the preferred first.
    var a2aReleases = A2AForm.allCases
    /// Calls over A2A follow AdCP's profile, and the agent card says so.
    var hasA2AProfile = false
    /// Where its buyers publish the keys that they sign with; nil: it takes what is not signed.
    var buyerKeys: String?
    /// It tells buyers that ask for it when what it can changes, which an operator says.
    var tellsOfChanges = false
    /// Makes what is random repeatable.
    var seed: UInt64 = 1
    var settings = Settings()
}
