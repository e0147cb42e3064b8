import AdCP
import struct Foundation.Date
import NIOCore
import NIOHTTP1

/// Signs requests to agents that want it (AdCP, signed requests), the last thing before they leave: what is signed is what is sent.
struct RequestSignatures: Sendable {
    /// nil where this deployment has no key.
    let signer: RequestSigner?
    let extent: RequestSigning.Extent

    init(_ configuration: ClientConfiguration) {
        self.signer = configuration.requestSigner
        self.extent = configuration.signedExtent
    }

    /// Adds the fields of a signature where the agent wants the call signed.
    func sign(_ request: inout OutboundRequest, of call: SignedCall) throws(OutboundFailure) {
        guard let signer = self.signer, let policy = call.agent.requestSigning,
            policy.wants(
                call.task, method: call.method, to: self.extent,
                registersSecret: policy.isSupported && call.registersSecret)
        else { return }
        do {
            let fields = try signer.fields(
                method: request.method.rawValue, url: request.url.text,
                contentType: request.headers.first(name: "content-type") ?? "",
                body: Array(request.body.readableBytesView),
                by: policy, version: ProtocolVersion(call.agent.version) ?? .fallback,
                created: Int64(Date().timeIntervalSince1970))
            for (name, value) in fields { request.headers.replaceOrAdd(name: name, value: value) }
        } catch {
            throw .notSent("the request could not be signed")
        }
    }
}

/// What a message calls at an agent that may want it signed.
struct SignedCall: Sendable {
    let agent: AgentEndpoint
    /// AdCP task; nil where it calls none.
    let task: String?
    /// A2A's method; nil over MCP.
    var method: String?
    /// The task's arguments, as JSON.
    let arguments: String?

    /// It names a secret that webhooks are to prove themselves by. Sellers that verify signatures take one only from who signs.
    var registersSecret: Bool {
        guard self.task != nil, let json = self.arguments.flatMap({ try? JSON(parsing: $0) }) else { return false }
        return ["push_notification_config", "reporting_webhook"].contains { json[$0]?["authentication"] != nil }
    }
}
