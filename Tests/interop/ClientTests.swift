import AdCP
import AgentClient
import Foundation
import TestSupport
import Testing

extension InteropTests {
    /// What the client alone makes of real sellers' answers.
    @Suite(.timeLimit(.minutes(5)))
    struct ClientTests {
        @Test(arguments: Seller.allCases)
        func `the newest release that both speak is pinned`(seller: Seller) async throws {
            try await Self.withClient(of: seller) { client, endpoint in
                let answer = await client.call(
                    "get_adcp_capabilities", arguments: "{}", of: endpoint, timeout: .seconds(20))
                let capabilities = try #require(AgentCapabilities(answer))
                #expect(capabilities.pin?.description == Seller.versions.last)
                #expect(capabilities.idempotency.isSupported)
            }
        }

        @Test(arguments: Seller.allCases)
        func `the tool to poll with is found, however long the list of tools`(seller: Seller) async throws {
            try await Self.withClient(of: seller) { client, endpoint in
                let tools = try await client.tools(of: endpoint, timeout: .seconds(20))
                #expect(TaskTools.poll(among: tools) == "get_task_status")
            }
        }

        @Test(arguments: Seller.allCases)
        func `a product that does not exist fails the buy, even where the answer calls itself completed`(
            seller: Seller
        ) async throws {
            try await Self.withClient(of: seller) { client, endpoint in
                var request = MediaBuy.request(product: Behaviour.hasUnknownProduct.product(of: seller))
                request["idempotency_key"] = .string(UUID().uuidString)
                request["adcp_version"] = "3.2"
                let answer = await client.call(
                    "create_media_buy", arguments: JSON.object(request).text, of: endpoint, timeout: .seconds(20))
                let observation = Observation(ofCall: "create_media_buy", answer: answer, servedVersion: "3.2")
                #expect(observation.outcome == .failed)
                #expect(observation.errorCode == "PRODUCT_NOT_FOUND")
            }
        }

        @Test(arguments: Seller.allCases)
        func `a session that the seller has forgotten is opened anew, unseen by the caller`(seller: Seller) async throws
        {
            try await Self.withClient(of: seller) { client, endpoint in
                for _ in 0..<2 {
                    for _ in 0..<4 {
                        let answer = await client.call(
                            "get_adcp_capabilities", arguments: "{}", of: endpoint, timeout: .seconds(20))
                        #expect(AgentCapabilities(answer) != nil)
                    }
                    // The rest itself is what ends the session.
                    try await Task.sleep(for: Seller.sessionRest)
                }
            }
        }

        private static func withClient(
            of seller: Seller, _ body: (MCPClient, AgentEndpoint) async throws -> Void
        ) async throws {
            let process = try seller.process
            let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: true))
            do {
                try await body(
                    MCPClient(outbound: outbound, logger: .silent),
                    AgentEndpoint(url: process.url, bearerToken: process.token))
            } catch {
                await outbound.shutdown()
                throw error
            }
            await outbound.shutdown()
        }
    }
}
