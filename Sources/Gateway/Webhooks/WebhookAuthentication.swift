import AdCP
import Database
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Holds a webhook against the one way of proving itself that its route was registered with.
struct WebhookAuthentication: Sendable {
    /// For the two older modes.
    let keys: WebhookKeys
    /// For signed webhooks; nil where this deployment knows of no address of its own, which signatures cover.
    let signatures: SignatureAuthentication?

    /// Passes a webhook that is proven, and refuses any other with 401 and a code.
    func check(_ head: HTTPRequest, _ body: [UInt8], of route: WebhookRoute) async throws {
        let message = WebhookRequest(headers: head.headerFields.map { ($0.name.rawName, $0.value) }, body: body)
        // The sender's clock is compared with ours here: no row is involved.
        let now = Int64(Date().timeIntervalSince1970)
        do {
            switch route.mode {
            case .rfc9421:
                guard let signatures = self.signatures else { throw Self.unavailable }
                try await signatures.check(head, message, of: route, at: now)
            case .hmacSHA256:
                try HMACSignature(self.secrets(of: route)).verify(message, at: now)
            case .bearer:
                try BearerProof(self.secrets(of: route)).verify(message, at: now)
            }
        } catch let error as WebhookSignatureError {
            throw Self.refusal(error.rawValue, route.mode)
        } catch let error as WebhookProofError {
            throw Self.refusal(error.rawValue, route.mode)
        }
    }

    /// The operator's mistake: the sender shall keep what it has until that is put right.
    private static var unavailable: Problem {
        .retryLater(.unavailable, seconds: 60, detail: "Webhooks cannot be verified here at the moment.")
    }

    private func secrets(of route: WebhookRoute) throws(Problem) -> [WebhookSecret] {
        guard !self.keys.isEmpty else { throw Self.unavailable }
        return self.keys.secrets(of: route)
    }

    /// AdCP's form of a refusal: 401 and `WWW-Authenticate` with the error's code (C §6.4).
    private static func refusal(_ code: String, _ mode: WebhookRoute.Mode) -> Problem {
        let scheme =
            switch mode {
            case .rfc9421: "Signature"
            case .hmacSHA256: "HMAC-SHA256"
            case .bearer: "Bearer"
            }
        return Problem(
            .webhookUnauthenticated, detail: code, headers: [.wwwAuthenticate: "\(scheme) error=\"\(code)\""])
    }
}
