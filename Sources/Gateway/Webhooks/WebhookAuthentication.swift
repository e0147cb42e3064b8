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
    ///
    /// - Returns: the nonce of one that is signed, which is still to be used up.
    func check(_ head: HTTPRequest, _ body: [UInt8], of route: WebhookRoute) async throws -> WebhookNonce? {
        let message = WebhookRequest(headers: head.headerFields.map { ($0.name.rawName, $0.value) }, body: body)
        // The sender's clock is compared with ours here: no row is involved.
        let now = Int64(Date().timeIntervalSince1970)
        do {
            switch route.mode {
            case .rfc9421:
                guard let signatures = self.signatures else { throw Self.unavailable }
                return try await signatures.check(head, message, of: route, at: now)
            case .hmacSHA256:
                try HMACSignature(self.secrets(of: route)).verify(message, at: now)
            case .bearer:
                try BearerProof(self.secrets(of: route)).verify(message, at: now)
            }
            return nil
        } catch let error as WebhookSignatureError {
            throw WebhookRefusal(code: error.rawValue, mode: route.mode)
        } catch let error as WebhookProofError {
            throw WebhookRefusal(code: error.rawValue, mode: route.mode)
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
}
