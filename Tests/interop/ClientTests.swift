import AdCP
import AgentClient
import Foundation
import TestSupport
import Testing

extension InteropTests {
    /// What the client alone makes of real sellers' answers.
    @Suite(.timeLimit(.minutes(5)))
    struct ClientTests {
        @Test(arguments: Line.all)
        func `the newest release that both speak is pinned`(line: Line) async throws {
            try await Self.withClient(of: line) { client, endpoint in
                let answer = await client.call(
                    "get_adcp_capabilities", arguments: "{}", of: endpoint, timeout: .seconds(20))
                let capabilities = try #require(AgentCapabilities(answer))
                #expect(capabilities.pin?.description == Seller.versions.last)
                #expect(capabilities.idempotency.isSupported)
            }
        }

        @Test(arguments: Line.all)
        func `the tool to poll with is found, however long the list of tools`(line: Line) async throws {
            try await Self.withClient(of: line) { client, endpoint in
                let tools = try await client.tools(of: endpoint, timeout: .seconds(20))
                #expect(TaskTools.poll(among: tools) == "get_task_status")
            }
        }

        @Test(arguments: Line.all)
        func `a product that does not exist fails the buy, even where the answer calls itself completed`(
            line: Line
        ) async throws {
            try await Self.withClient(of: line) { client, endpoint in
                var request = MediaBuy.request(product: Behaviour.hasUnknownProduct.product(of: line.seller))
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
            try await Self.withClient(of: Line(seller: seller, transport: .mcp)) { client, endpoint in
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

        @Test func `without a handshake the package's server answers by the stateless revision`()
            async throws
        {
            let line = Line(seller: .package, transport: .mcp)
            let endpoint = AgentEndpoint(
                url: try line.url, mcpRevision: .stateless, bearerToken: try line.process.token)
            try await Self.withClient { client in
                let tools = try await client.tools(of: endpoint, timeout: .seconds(20))
                #expect(tools.contains("create_media_buy"))
                let answer = await client.call(
                    "get_adcp_capabilities", arguments: "{}", of: endpoint, timeout: .seconds(20))
                #expect(AgentCapabilities(answer) != nil)
                var request = MediaBuy.request(product: Behaviour.completesAtOnce.product(of: line.seller))
                request["idempotency_key"] = .string(UUID().uuidString)
                request["adcp_version"] = "3.2"
                let bought = await client.call(
                    "create_media_buy", arguments: JSON.object(request).text, of: endpoint, timeout: .seconds(20))
                let observation = Observation(ofCall: "create_media_buy", answer: bought, servedVersion: "3.2")
                #expect(observation.outcome == .completed, "\(bought)")
            }
        }

        @Test(arguments: [["--a2a", "0.3"], ["--a2a-profile"], ["--a2a", "0.3", "--a2a-profile"]])
        func `A2A is spoken in the form that the card asks for`(options: [String]) async throws {
            let process = try await SellerProcess.sandbox(options)
            do {
                let endpoint = AgentEndpoint(
                    url: process.url.replacing(/mcp$/, with: "a2a"), transport: .a2a, bearerToken: process.token)
                try await Self.withClient { client in
                    var request = MediaBuy.request(product: "approve-manual")
                    request["idempotency_key"] = .string(UUID().uuidString)
                    request["adcp_version"] = "3.2"
                    let answer = await client.call(
                        "create_media_buy", arguments: JSON.object(request).text, of: endpoint, timeout: .seconds(20))
                    let observation = Observation(ofCall: "create_media_buy", answer: answer, servedVersion: "3.2")
                    #expect(observation.outcome == .submitted)
                    #expect(observation.taskID != nil)
                }
            } catch {
                await process.stop()
                throw error
            }
            await process.stop()
        }

        @Test func `a card that sends callers to another origin is not followed`() async throws {
            let process = try Seller.package.process
            // The same machine by another name, which is another origin.
            let url = process.url.replacing("127.0.0.1", with: "localhost").replacing(/mcp$/, with: "")
            try await Self.withClient { client in
                let endpoint = AgentEndpoint(url: url, transport: .a2a, bearerToken: process.token)
                let error = await #expect(throws: AgentUnavailable.self) {
                    try await client.tools(of: endpoint, timeout: .seconds(20))
                }
                #expect(error?.isRefusal == true)
            }
        }

        private static func withClient(
            of line: Line, _ body: (TransportClient, AgentEndpoint) async throws -> Void
        ) async throws {
            let endpoint = AgentEndpoint(
                url: try line.url, transport: line.transport, bearerToken: try line.process.token)
            try await Self.withClient { try await body($0, endpoint) }
        }

        private static func withClient(_ body: (TransportClient) async throws -> Void) async throws {
            let outbound = OutboundClient(policy: OutboundPolicy(allowsLoopback: true))
            do {
                try await body(TransportClient(outbound: outbound, logger: .silent))
            } catch {
                await outbound.shutdown()
                throw error
            }
            await outbound.shutdown()
        }
    }
}
