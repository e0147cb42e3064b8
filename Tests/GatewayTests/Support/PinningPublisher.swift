import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting

/// A publisher that the agent of a test sells for, with an adagents.json on the web server of the agent's operator or on another.
struct PinningPublisher: Sendable {
    let seller: DiscoveredSeller
    private let site: Operator

    init(seller: DiscoveredSeller, site: Operator? = nil) {
        self.seller = seller
        self.site = site ?? seller.theOperator
    }

    var domain: String { "127.0.0.1:\(self.site.port)" }
    var visits: Int { self.site.visits(to: AuthorizedAgents.wellKnownPath) }

    func serve(_ document: String?) { self.site.serve(document, at: AuthorizedAgents.wellKnownPath) }

    func pin(_ signers: [WebhookSigner]) {
        let entry: JSON = [
            "url": .string(self.seller.theOperator.agentURL), "authorized_for": "All",
            "signing_keys": .array(signers.map(\.publicKey)),
        ]
        self.serve(JSON.object(["authorized_agents": [entry]]).text)
    }

    /// The person at the keyboard says which publishers have a say; without a list, this one.
    func name(_ publishers: [String]? = nil) async throws -> TestResponse {
        let list: JSON = .array((publishers ?? [self.domain]).map { .string($0) })
        return try await self.seller.gateway.send(
            .put, "/v1/agents/seller/keys", body: JSON.object(["publishers": list]).text)
    }

    /// Time goes by for everything that is known of pins.
    func age(by interval: String) async throws {
        try await self.seller.change(
            "update adcp.publisher_pins set checked_at = checked_at - $1::interval, attempted_at = attempted_at - $1::interval",
            interval)
    }

    /// What is known of this publisher, as people see it.
    func state() async throws -> JSON {
        try await self.seller.keys()["publishers"]?.array?.first { $0["publisher"]?.string == self.domain } ?? .null
    }
}
