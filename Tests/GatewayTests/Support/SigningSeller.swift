import AdCP
import Database
import Foundation
import Gateway
import HTTPTypes
import HummingbirdTesting

/// The seller of a test, with a key of its own; its webhooks are signed by RFC 9421.
struct SigningSeller: Sendable {
    let signer: WebhookSigner
    let sender: WebhookSender

    /// Where senders find a gateway whose requests go to its routes alone.
    static let publicURL = "http://localhost"

    /// Runs a test with a gateway, a seller whose public key is known, and whatever fetches keys.
    static func with(
        _ algorithm: SignatureAlgorithm = .ed25519, fetcher: (any SigningKeyFetcher)? = nil,
        senderLifetime: Duration = .zero,
        _ test: @escaping @Sendable (SigningSeller, TestGateway) async throws -> Void
    ) async throws {
        try await TestGateway.with(configure: {
            $0.publicURL = Self.publicURL
            $0.signingKeyFetcher = fetcher
            $0.limits.senderLifetime = senderLifetime
        }) { gateway in
            let seller = SigningSeller(
                signer: WebhookSigner(generating: algorithm, keyID: "seller-1")!,
                sender: try await .registered("rfc9421", at: gateway))
            try await gateway.putKeys([seller.signer])
            try await test(seller, gateway)
        }
    }

    /// Header fields of a body's signature.
    func fields(
        for body: String, by signer: WebhookSigner? = nil, nonce: String = WebhookSigner.nonce(), secondsAgo: Int64 = 0,
        to url: String? = nil
    ) throws -> HTTPFields {
        let fields = try (signer ?? self.signer).fields(
            url: url ?? Self.publicURL + self.sender.path, body: Array(body.utf8), nonce: nonce,
            created: Int64(Date().timeIntervalSince1970) - secondsAgo)
        return HTTPFields(fields.map { HTTPField(name: HTTPField.Name($0.name)!, value: $0.value) })
    }

    func send(_ body: String, fields: HTTPFields? = nil) async throws -> TestResponse {
        try await self.sender.send(body, headers: try fields ?? self.fields(for: body))
    }
}

extension TestGateway {
    /// The agent `seller` signs with these keys, as its operator says.
    func putKeys(_ signers: [WebhookSigner]) async throws {
        try await self.database.putSigningKeys(
            ofAgent: "seller", jwks: Self.jwks(signers), uri: nil, tenant: self.tenant)
    }

    static func jwks(_ signers: [WebhookSigner]) -> String {
        JSON.object(["keys": .array(signers.map(\.publicKey))]).text
    }
}

extension TestResponse {
    /// The code of a refused signature; nil for any other answer.
    var signatureError: String? {
        guard self.status == .unauthorized, let challenge = self.headers[.wwwAuthenticate] else { return nil }
        return challenge.wholeMatch(of: /Signature error="([a-z0-9_]+)"/).map { String($0.1) }
    }
}
