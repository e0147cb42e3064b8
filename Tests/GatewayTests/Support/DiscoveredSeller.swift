import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting
import Postgres
import TestSupport

/// A seller whose keys are found by its operator's brand.json, and a gateway that it calls back.
struct DiscoveredSeller: Sendable {
    let theOperator: Operator
    let gateway: TestGateway
    let seller: SigningSeller

    /// Runs a test with the operator as it should be, unless `prepare` changes that before anybody looks.
    static func with(
        capabilities: (@Sendable (Operator) -> String)? = nil, prepare: @Sendable (Operator) throws -> Void = { _ in },
        _ test: @escaping @Sendable (DiscoveredSeller) async throws -> Void
    ) async throws {
        try await Operator.run { theOperator in
            try prepare(theOperator)
            try await TestGateway.with(configure: {
                $0.publicURL = SigningSeller.publicURL
                $0.signingKeyFetcher = theOperator.fetcher
            }) { gateway in
                let sender = try await WebhookSender.registered("rfc9421", at: gateway, url: theOperator.agentURL)
                let seller = DiscoveredSeller(
                    theOperator: theOperator, gateway: gateway,
                    seller: SigningSeller(signer: theOperator.signer, sender: sender))
                if let capabilities { try await seller.say(capabilities(theOperator)) }
                try await test(seller)
            }
        }
    }

    /// The person at the keyboard says where the keys are.
    @discardableResult
    func discover() async throws -> TestResponse {
        try await self.gateway.send(.put, "/v1/agents/seller/keys", body: #"{"discover":true}"#)
    }

    /// A new webhook of the seller, signed.
    func send(by signer: WebhookSigner? = nil) async throws -> TestResponse {
        try await self.send(by: signer, at: self.gateway)
    }

    /// The same at another instance.
    func send(by signer: WebhookSigner? = nil, at gateway: TestGateway) async throws -> TestResponse {
        let body = WebhookBody(
            key: "whk_\(UUID().uuidString)", operation: try await gateway.submit(), task: UUID().uuidString
        ).text
        return try await gateway.send(
            .post, self.seller.sender.path, headers: try self.seller.fields(for: body, by: signer), body: body,
            isAuthorized: false)
    }

    /// What the agent said of its identity.
    func say(_ identity: String) async throws {
        try await self.change(
            "update adcp.agents set capabilities = jsonb_build_object('identity', $1::jsonb)", identity)
    }

    /// Time goes by for everything that is known of keys.
    func age(by interval: String) async throws {
        try await self.change(
            "update adcp.signing_keys set fetched_at = fetched_at - $1::interval, attempted_at = attempted_at - $1::interval",
            interval)
        try await self.change(
            "update adcp.key_discoveries set checked_at = checked_at - $1::interval, attempted_at = attempted_at - $1::interval",
            interval)
        try await self.change(
            """
            update adcp.revocation_lists set attempted_at = attempted_at - $1::interval, updated_at = updated_at - $1::interval,
                due_at = due_at - $1::interval, good_until = good_until - $1::interval
            """, interval)
    }

    func change(_ sql: String, _ values: String...) async throws {
        try await TestDatabase.current.withPool(isApplication: false) { owner in
            _ = try await owner.query(Statement(sql: sql), values.map { .text($0) })
        }
    }

    /// Kinds and subjects of the alarms that nobody acknowledged.
    func alarms() async throws -> [String] {
        let list = try JSON(parsing: try await self.gateway.database.alarms(tenant: self.gateway.tenant))
        return (list["alarms"]?.array ?? []).map {
            [$0["kind"]?.string, $0["subject"]?.string].compactMap(\.self).joined(separator: " ")
        }.sorted()
    }

    /// What is known of the keys, as people see it.
    func keys() async throws -> JSON {
        try await self.gateway.get("/v1/agents/seller").json["signing_keys"] ?? .null
    }
}
