import AdCP
import AgentClient
import Database
import Foundation
import Orchestrator
import TestSupport
import Testing

/// A buy from a seller that has the package's own verifier of signed requests before it, and looks for our keys where our gateway shows
/// them.
@Suite(.database, .timeLimit(.minutes(5)))
struct SignedBuyTests {
    private static func signer(_ name: String) throws -> RequestSigner {
        try #require(RequestSigner.newKey(.ed25519, keyID: name).flatMap(RequestSigner.init(jwk:)))
    }

    @Test(arguments: AgentTransport.allCases)
    func `a buy is refused unsigned or signed by a stranger, and made once it is signed by us`(
        transport: AgentTransport
    ) async throws {
        try await WholeInstance.run(
            environment: ["AGENT_TOKEN": "token-of-the-only-buyer"], signer: Self.signer("buyer-1")
        ) { instance in
            let seller = try await PackageEnvironment.start(
                "seller.py", "--versions", "3.2", "--signed-by", instance.publicURL)
            let url = Line(seller: .package, transport: transport).address(of: seller)
            for signer in [nil, try Self.signer("stranger")] {
                let answer = try await Self.buy(
                    AgentEndpoint(
                        url: url, transport: transport, bearerToken: seller.token, version: "3.2",
                        requestSigning: RequestSigning([
                            "supported": true, "covers_content_digest": "required",
                            "required_for": ["create_media_buy"],
                        ])), signer)
                guard case .httpError(status: 401, _) = answer else {
                    Issue.record("\(signer?.keyID ?? "unsigned"): \(answer)")
                    continue
                }
            }
            _ = try await instance.database.putAgent(
                AgentDescription(
                    name: "seller", url: url, transport: transport.rawValue, credential: "env:AGENT_TOKEN"),
                tenant: instance.tenant)
            let request = JSON.object(MediaBuy.request(product: "completes"))
            let submitted = try await instance.database.submit(
                Submission(tenant: instance.tenant, agent: "seller", task: "create_media_buy", request: request.text))
            let operation = OperationID(tenant: instance.tenant, id: submitted.operation)
            _ = try await instance.waiter.wait(for: .closed, of: operation, atMost: .seconds(120))
            let document = try JSON(parsing: try await instance.database.operation(operation))
            #expect(document["state"] == "completed", "\(document.text)")
            let buys = try seller.record.entries.filter { $0.event == "media_buy_created" }
            #expect(buys.map(\.operationID) == [operation.id.uuidString.lowercased()])
            await seller.stop()
        }
    }

    /// What a seller answers to a buy that does not come from an instance.
    private static func buy(_ endpoint: AgentEndpoint, _ signer: RequestSigner?) async throws -> AgentAnswer {
        var configuration = ClientConfiguration()
        configuration.requestSigner = signer
        let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: true))
        var request = MediaBuy.request(product: "completes")
        request["idempotency_key"] = .string(UUID().uuidString)
        request["adcp_version"] = "3.2"
        let answer = await TransportClient(outbound: outbound, configuration: configuration, logger: .silent).call(
            "create_media_buy", arguments: JSON.object(request).text, of: endpoint, timeout: .seconds(20))
        await outbound.shutdown()
        return answer
    }
}
