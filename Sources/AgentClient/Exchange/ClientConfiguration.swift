public import AdCP

/// How agents are called, whatever the transport.
public struct ClientConfiguration: Sendable {
    /// How this program is called, for agents' logs.
    public var name = "holdfast"
    public var version = "0"
    /// Bytes of one answer that are read, at most.
    public var answerLimit = 4 * 1024 * 1024
    /// MCP sessions and A2A cards that are kept of each; one per agent and credential.
    public var sessions = 1024
    /// Signs requests to agents that want it; nil where this deployment has no key, so that they refuse what they want signed.
    public var requestSigner: RequestSigner?
    /// How much of what they take is signed.
    public var signedExtent = RequestSigning.Extent.required

    public init() {}
}
