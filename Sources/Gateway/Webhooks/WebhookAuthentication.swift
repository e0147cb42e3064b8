import AdCP
import Database
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Holds a webhook against the one way of proving itself that its route was registered with.
struct WebhookAuthentication: Sendable {
    let keys: WebhookKeys

    /// Passes a webhook that is proven, and refuses any other with 401 and a code.
    func check(_ headers: HTTPFields, _ body: [UInt8], of route: WebhookRoute) throws(Problem) {
        guard !self.keys.isEmpty else {
            // The operator's mistake: the sender shall keep what it has until that is put right.
            throw .retryLater(.unavailable, seconds: 60, detail: "Webhooks cannot be verified here at the moment.")
        }
        guard let proof = self.proof(of: route) else {
            // No sender can satisfy this. 401 tells it to stop at once; polling brings the outcome.
            throw Self.refusal("webhook_mode_unavailable", route.mode)
        }
        let request = WebhookRequest(headers: headers.map { ($0.name.rawName, $0.value) }, body: body)
        do {
            // The sender's clock is compared with ours here: no row is involved.
            try proof.verify(request, at: Int64(Date().timeIntervalSince1970))
        } catch {
            throw Self.refusal(error.rawValue, route.mode)
        }
    }

    /// The proof of a mode. RFC 9421 signatures are the third to conform to `WebhookProof`; nil until they do.
    private func proof(of route: WebhookRoute) -> (any WebhookProof)? {
        switch route.mode {
        case .hmacSHA256: HMACSignature(self.keys.secrets(of: route))
        case .bearer: BearerProof(self.keys.secrets(of: route))
        case .rfc9421: nil
        }
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
