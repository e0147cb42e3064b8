import AdCP
import Database
import Foundation
import HTTPTypes
import HummingbirdTesting
import Postgres
import TestSupport
import Testing

extension TestGateway {
    func alarms(kind: String) async throws -> [JSON] {
        try await self.get("/v1/alarms?kind=\(kind)").json["alarms"]?.array ?? []
    }

    /// Changes the database as its owner.
    func change(_ sql: String) async throws {
        try await TestDatabase.current.withPool(isApplication: false) { owner in
            _ = try await owner.query(Statement(sql: sql))
        }
    }
}

extension SigningSeller {
    /// Signs one webhook with each of a number of keys.
    func sign(with count: Int, from first: Int = 1, at gateway: TestGateway) async throws {
        let signers = try (first..<first + count).map {
            try #require(WebhookSigner(generating: .ed25519, keyID: "key-\($0)"))
        }
        try await gateway.putKeys(signers)
        for signer in signers {
            let body = WebhookBody(
                key: "whk_\(UUID().uuidString)", operation: try await gateway.submit(), task: UUID().uuidString
            ).text
            #expect(try await self.send(body, fields: try self.fields(for: body, by: signer)).status == .ok)
        }
    }
}
