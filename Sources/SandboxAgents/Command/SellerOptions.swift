import AdCP
import ArgumentParser

/// What `sandbox-agents seller` can be told.
struct SellerOptions: ParsableArguments {
    @Option(help: "Address to listen on.") var host = "127.0.0.1"
    @Option(help: "Port to listen on; 0 takes a free one.") var port = 8201
    @Option(help: "File of JSON lines that every effect is written to, and read from at the start.") var record: String
    @Flag(help: "Empty the record at the start.") var forget = false
    @Option(name: .customLong("token"), help: "Bearer token of a buyer; may be repeated. None: everyone may call.")
    var tokens: [String] = []
    @Option(help: "Makes what is random repeatable.") var seed: UInt64 = 1
    @Option(help: "Share of the tool calls struck by a fault, 0 to 1.") var failureRate = 0.0
    @Option(help: "Seconds an approval takes where the request says nothing.") var approvalSeconds = 2.0
    @Option(help: "AdCP releases spoken, joined by commas.") var versions = "3.0,3.1,3.2"
    @Option(help: "Form of the answers: json, sse or mixed.") var response = Settings.ResponseForm.json
    @Flag(help: "Give out and ask for no MCP session ids.") var stateless = false
    @Option(
        help: "Revision of MCP: 2025-06-18, and those like it, or 2026-07-28 alone, which knows no handshake.",
        transform: SellerOptions.revision)
    var mcpRevision = MCPRevision.handshake
    @Option(help: "Requests after which an MCP session is forgotten.") var sessionCalls: Int?
    @Option(help: "Releases of A2A that the agent card offers, joined by commas.") var a2a = "1.0,0.3"
    @Flag(help: "Ask calls over A2A to follow AdCP's profile, and say so in the agent card.") var a2aProfile = false
    @Option(
        help: "Take no call that changes anything unless it is signed by a key of the JWK set at this address.")
    var requiresSignatures: String?
    @Flag(help: "Tell buyers that ask for it when what it can changes: POST /sandbox/capabilities {\"version\":\"2\"}.")
    var capabilityChanges = false
    @Flag(help: "Print the start-up line as JSON.") var json = false

    private static func revision(_ text: String) throws -> MCPRevision {
        guard let revision = MCPRevision(rawValue: text) else {
            throw ValidationError("--mcp-revision must be 2025-06-18 or 2026-07-28")
        }
        return revision
    }

    var configuration: SellerConfiguration {
        get throws {
            guard (0...65_535).contains(self.port) else { throw ValidationError("--port must be 0 to 65535") }
            guard (0...1).contains(self.failureRate) else { throw ValidationError("--failure-rate must be 0 to 1") }
            guard (0...86_400).contains(self.approvalSeconds) else {
                throw ValidationError("--approval-seconds must be 0 to 86400")
            }
            let versions = self.versions.split(separator: ",").map { Version(String($0)) }
            guard !versions.isEmpty, !versions.contains(nil) else {
                throw ValidationError("--versions must be like 3.0,3.1")
            }
            let releases = self.a2a.split(separator: ",").map { A2AForm(rawValue: String($0)) }
            guard !releases.isEmpty, !releases.contains(nil) else {
                throw ValidationError("--a2a must be like 1.0,0.3")
            }
            return SellerConfiguration(
                host: self.host, port: self.port, record: self.record, forgets: self.forget, tokens: self.tokens,
                versions: versions.compactMap(\.self).sorted(), mcpRevision: self.mcpRevision,
                isStateless: self.stateless,
                sessionCalls: self.sessionCalls, a2aReleases: releases.compactMap(\.self),
                hasA2AProfile: self.a2aProfile, buyerKeys: self.requiresSignatures,
                tellsOfChanges: self.capabilityChanges,
                seed: self.seed,
                settings: Settings(
                    failureRate: self.failureRate, approvalSeconds: self.approvalSeconds, responseForm: self.response))
        }
    }
}

extension Settings.ResponseForm: ExpressibleByArgument {}
