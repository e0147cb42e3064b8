import AdCP
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// The built program and a seller that tells when what it can changes, over HTTP all the way.
@Suite(.database, .timeLimit(.minutes(5))) struct CapabilityChangeTests {
    @Test func `a seller is asked to tell of changes, sees that the address is ours, and is read anew when it tells`()
        async throws
    {
        let port = try FreePort.find()
        let seller = try await SellerProcess.sandbox("--capability-changes")
        let prompt = CommandPrompt(
            database: try TestDatabase.current.applicationDSN,
            environment: [
                "HOLDFAST_PUBLIC_URL": "http://127.0.0.1:\(port)", "HOLDFAST_PORT": "\(port)",
                "HOLDFAST_POOL_SIZE": "4", "SELLER_TOKEN": seller.token,
            ])
        _ = try await prompt.run("tenant", "add", "buyer")
        _ = try await prompt.run(
            "agent", "add", "seller", seller.url, "--credential", "env:SELLER_TOKEN", "--webhook", "rfc9421")
        _ = try await prompt.run("agent", "keys", "seller", "--jwks-uri", seller.keysURL)
        _ = try await prompt.run("agent", "hear-changes", "seller")
        let instance = try prompt.start("serve")
        while try await prompt.run("webhook", "test", "seller").status != 0 { try Task.checkCancellation() }

        let tested = try await prompt.run("agent", "test", "seller", "--json")
        #expect(tested.json["capabilities_version"] == "1", "\(tested.errors)")
        let registered = try await Self.agent(prompt) {
            $0["capability_changes"]?["subscription"]?["state"] != "pending"
        }
        #expect(registered["capability_changes"]?["subscription"]?["state"] == "registered")
        #expect(registered["capability_changes"]?["subscription"]?["url"] == registered["webhook_url"])

        let told = try await Self.change(seller, to: "2")
        #expect(told == ["capabilities_version": "2", "told": [200]])
        let read = try await Self.agent(prompt) { $0["capability_changes"]?["announced"]?["seen_at"] != nil }
        #expect(read["capabilities_version"] == "2")
        #expect(read["capability_changes"]?["announced"]?["next_read_at"] == nil)

        await instance.terminate(grace: .seconds(20))
        await seller.stop()
    }

    /// The agent as it is shown, once it is so.
    private static func agent(_ prompt: CommandPrompt, until isSo: (JSON) -> Bool) async throws -> JSON {
        while true {
            let shown = try await prompt.run("agent", "show", "seller", "--json").json
            if isSo(shown) { return shown }
            try Task.checkCancellation()
        }
    }

    private static func change(_ seller: SellerProcess, to version: String) async throws -> JSON {
        var request = HTTPClientRequest(url: seller.url.replacing(/\/mcp$/, with: "/sandbox/capabilities"))
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: #"{"version":"\#(version)"}"#))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        return try JSON(parsing: String(buffer: try await response.body.collect(upTo: 65_536)))
    }
}
