import AdCP
import Database
import HTTPTypes
import Logging

/// Why a call of a registered address is refused, in one form for the sender, the log and the alarm.
struct WebhookRefusal: Error {
    /// What the sender is told.
    let problem: Problem
    /// The error's code, of AdCP where it has one.
    let code: String
    /// What is wrong, in our own words; never the sender's.
    let reason: String?
    /// Whether the sender has proven itself, so that what it sent is kept for people.
    let isProven: Bool
    private let nonce: WebhookNonce?
    /// What else the log may hold.
    private var details: [String: String] = [:]

    /// The webhook does not prove where it comes from: 401 and `WWW-Authenticate` with the error's code (C §6.4).
    init(code: String, mode: WebhookRoute.Mode, _ nonce: WebhookNonce? = nil) {
        let scheme =
            switch mode {
            case .rfc9421: "Signature"
            case .hmacSHA256: "HMAC-SHA256"
            case .bearer: "Bearer"
            }
        self.init(
            Problem(
                .webhookUnauthenticated, detail: code, headers: [.wwwAuthenticate: "\(scheme) error=\"\(code)\""]),
            code: code, isProven: false, nonce)
    }

    init(signature error: WebhookSignatureError, _ nonce: WebhookNonce?) {
        self.init(code: error.rawValue, mode: .rfc9421, nonce)
    }

    /// What was proven is no notification: 400. What speaks of nothing known is to come again: 503 (I-11).
    init(reading error: WebhookReadingError, _ nonce: WebhookNonce?) {
        switch error {
        case .malformed(let error):
            self.init(payload: error, nonce)
        case .unmatched:
            self.init(
                .retryLater(.webhookInProgress, seconds: 5, detail: "It speaks of nothing known yet."),
                code: "webhook_unmatched", reason: "it names neither its AdCP task nor an operation that is known",
                isProven: true, nonce)
        }
    }

    init(payload error: WebhookPayloadError, _ nonce: WebhookNonce?) {
        self.init(
            Problem(.webhookBodyMalformed, detail: "\(error.code): \(error)"), code: error.code, reason: "\(error)",
            isProven: true, nonce)
        self.details = error.logMetadata
    }

    /// A challenge that is bound to nothing that was asked for, or that is not signed: 400.
    init(unboundChallenge nonce: WebhookNonce?) {
        self.init(
            Problem(.webhookBodyMalformed, detail: "webhook_challenge_unbound"), code: "webhook_challenge_unbound",
            reason: "it challenges for what the agent was not asked for", isProven: true, nonce)
    }

    /// What was proven cannot be kept: 400.
    init(unstorable error: DatabaseError, _ nonce: WebhookNonce?) {
        self.init(
            Problem(.webhookBodyMalformed, detail: "webhook_payload_invalid: \(error.message)"),
            code: "webhook_payload_invalid", reason: error.message, isProven: true, nonce)
    }

    private init(_ problem: Problem, code: String, reason: String? = nil, isProven: Bool, _ nonce: WebhookNonce?) {
        self.problem = problem
        self.code = code
        self.reason = reason
        self.isProven = isProven
        self.nonce = nonce
    }

    /// For the log: who signed and how much, never the body (C §6.4, 14b).
    func metadata(_ body: [UInt8]) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["reason": .string(self.reason ?? self.code), "bytes": "\(body.count)"]
        for (name, text) in self.details { metadata[name] = .string(text) }
        if let nonce {
            metadata["keyid"] = "\(LogText(nonce.keyID))"
            metadata["nonce"] = "\(LogText(nonce.nonce))"
        }
        return metadata
    }
}
