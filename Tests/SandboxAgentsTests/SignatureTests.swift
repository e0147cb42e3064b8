import AdCP
import Testing

@testable import SandboxAgents

/// A seller that takes no change that is not signed.
struct SignatureTests {
    @Test func `it says so, takes what only reads, and nothing unsigned that changes anything`() async throws {
        try await RunningSeller.run(configured: { $0.buyerKeys = "http://127.0.0.1:1/keys" }) { seller in
            let buyer = try await Buyer(seller)
            let said = try await buyer.call("get_adcp_capabilities").result["request_signing"]
            #expect(RequestSigning(said)?.wants("create_media_buy", to: .required) == true)
            #expect(try await buyer.call("get_products").status == 200)
            let refused = try await buyer.buy("instant")
            #expect(refused.status == 401)
            #expect(refused.header("www-authenticate") == #"Signature error="request_signature_required""#)
            #expect(try await seller.entries(.mediaBuyCreated).isEmpty)
        }
    }

    @Test func `without the option it says nothing of signatures`() async throws {
        try await RunningSeller.run { seller in
            let buyer = try await Buyer(seller)
            #expect(try await buyer.call("get_adcp_capabilities").result["request_signing"] == nil)
            #expect(try await buyer.buy("instant").status == 200)
        }
    }
}
