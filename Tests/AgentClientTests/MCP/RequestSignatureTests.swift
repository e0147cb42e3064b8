import AdCP
import Foundation
import HTTPTypes
import Testing

@testable import AgentClient

/// Requests that are signed on their way out, as their receiver gets them.
struct RequestSignatureTests {
    private static let key: JSON = [
        "kid": "buyer-1", "kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ]

    /// Calls a tool of an agent that says this of signatures, and gives the requests that called it.
    private func calls(
        _ tool: String = "create_media_buy", arguments: String = #"{"a": "ü",  "b":1.50}"#, policy: String?,
        version: String? = "3.2", extent: RequestSigning.Extent = .required, hasKey: Bool = true,
        _ respond: @escaping MCPServer.Respond = { _ in nil }
    ) async throws -> [MCPRequest] {
        var configuration = MCPClient.Configuration()
        configuration.requestSigner = hasKey ? RequestSigner(jwk: Self.key) : nil
        configuration.signedExtent = extent
        let signing = try policy.map { try #require(RequestSigning(try JSON(parsing: $0))) }
        return try await MCPServer.run(respond) { server in
            try await withClient(configuration: configuration) { client in
                _ = await client.call(
                    tool, arguments: arguments,
                    of: AgentEndpoint(url: "\(server.url)?x=%7e", version: version, requestSigning: signing),
                    timeout: .seconds(30))
            }
            #expect(server.requests.filter { $0.method != "tools/call" }.allSatisfy { $0.header("signature") == nil })
            return server.requests.filter { $0.method == "tools/call" }
        }
    }

    private func verify(_ request: MCPRequest, policy: String, version: ProtocolVersion) throws -> VerifiedSignature {
        let policy = try #require(RequestSigning(try JSON(parsing: policy)))
        let signer = try #require(RequestSigner(jwk: Self.key))
        let message = SignedMessage(
            method: "POST", target: "/mcp?x=%7e", authority: request.authority,
            baseURL: "http://\(request.authority ?? "")",
            message: WebhookRequest(
                headers: request.headers.map { ($0.name.rawName, $0.value) }, body: Array(request.body.utf8)))
        return try RequestSignature(message, by: policy, version: version, at: Int64(Date().timeIntervalSince1970))
            .verify(key: JSONWebKey(signer.publicKey))
    }

    @Test(arguments: ["3.0", "3.1", "3.2"])
    func `what an agent wants signed is signed as it leaves, byte for byte`(_ version: String) async throws {
        let policy = #"{"supported":true,"covers_content_digest":"required","required_for":["create_media_buy"]}"#
        let requests = try await self.calls(policy: policy, version: version)
        let request = try #require(requests.first)
        #expect(request.body.contains(#"{"a": "ü",  "b":1.50}"#))
        let verified = try self.verify(request, policy: policy, version: try #require(ProtocolVersion(version)))
        #expect(verified.keyID == "buyer-1")
    }

    @Test(arguments: [
        (#"{"supported":true,"required_for":["update_media_buy"]}"#, RequestSigning.Extent.supported, true),
        (#"{"supported":true,"warn_for":["create_media_buy"]}"#, .required, true),
        (#"{"supported":true,"supported_for":["create_media_buy"]}"#, .warned, true),
        (#"{"supported":true,"required_for":["create_media_buy"]}"#, .required, false),
    ])
    func `what it does not want, or what we have no key for, is not`(
        _ policy: String, _ extent: RequestSigning.Extent, _ hasKey: Bool
    ) async throws {
        let requests = try await self.calls(policy: policy, extent: extent, hasKey: hasKey)
        #expect(requests.count == 1)
        for name in ["signature", "signature-input", "content-digest"] {
            #expect(requests.allSatisfy { $0.header(name) == nil })
        }
    }

    @Test func `an agent that says nothing of signatures gets none`() async throws {
        #expect(try await self.calls(policy: nil, extent: .supported).allSatisfy { $0.header("signature") == nil })
    }

    @Test(arguments: ["push_notification_config", "reporting_webhook"])
    func `who registers a secret for webhooks signs`(_ member: String) async throws {
        let secret = #"{"\#(member)":{"url":"https://b.example","authentication":{"schemes":["Bearer"]}}}"#
        let policy = #"{"supported":true}"#
        let requests = try await self.calls(arguments: secret, policy: policy)
        _ = try self.verify(try #require(requests.first), policy: policy, version: ProtocolVersion(3, 2))
        let open = #"{"\#(member)":{"url":"https://b.example"}}"#
        #expect(try await self.calls(arguments: open, policy: policy).allSatisfy { $0.header("signature") == nil })
    }

    @Test func `a request that is sent again is signed anew`() async throws {
        let policy = #"{"supported":true,"required_for":["create_media_buy"]}"#
        let turns = Counter()
        let requests = try await self.calls(policy: policy) { request in
            guard request.method == "tools/call", turns.increment() == 1 else { return nil }
            return request.error(-32600, "Session not found", status: .notFound)
        }
        #expect(requests.count == 2 && Set(requests.map(\.body)).count <= 2)
        let nonces = try requests.map { try self.verify($0, policy: policy, version: ProtocolVersion(3, 2)).nonce }
        #expect(Set(nonces).count == 2)
    }
}
