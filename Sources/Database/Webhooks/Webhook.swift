public import struct Foundation.UUID

/// An address that an agent was given to call back.
public struct WebhookRoute: Sendable {
    public enum Mode: String, Sendable {
        case rfc9421
        case hmacSHA256 = "hmac-sha256"
        case bearer
    }

    public let tenant: UUID
    public let id: UUID
    public let agent: UUID
    public let agentName: String
    /// How a call must prove itself.
    public let mode: Mode
    /// AdCP release that the agent's requests are pinned to; nil while that is unknown.
    public let version: String?
    /// Transport that the agent speaks: `mcp` or `a2a`.
    public let transport: String
}

/// A webhook that has proven where it comes from.
public struct VerifiedWebhook: Sendable {
    public var route: WebhookRoute
    /// What proves that its signature is new; nil where it is not signed.
    public var nonce: WebhookNonce?
    public var idempotencyKey: String
    /// SHA-256 of the canonical payload.
    public var fingerprint: [UInt8]
    /// The operation_id that it carries, whatever that is.
    public var operationID: String?
    public var taskID: String?
    public var taskType: String?
    public var outcome: String
    public var contextID: String?
    public var sellerTime: String?
    public var reason: String?
    public var errorCode: String?
    public var recordHash: [UInt8]?
    public var value: String?
    /// The bytes as they came.
    public var body: String

    public init(
        route: WebhookRoute, idempotencyKey: String, fingerprint: [UInt8], outcome: String, body: String
    ) {
        self.route = route
        self.idempotencyKey = idempotencyKey
        self.fingerprint = fingerprint
        self.outcome = outcome
        self.body = body
    }
}

/// What became of a webhook.
public struct WebhookReceipt: Sendable {
    public enum Answer: String, Sendable {
        case accepted, duplicate
        /// Kept, and being applied or to be applied soon.
        case inProgress = "in_progress"
        /// Kept. It speaks of nothing known, which may be because the answer that would tell is still on its way.
        case awaited
        /// Its key stands for other content.
        case keyConflict = "key_conflict"
        /// It contradicts what is known.
        case conflict
        /// Its nonce was used before.
        case replayed
        /// Its key holds too many nonces.
        case rateAbuse = "rate_abuse"
        /// Its key proves nothing any more.
        case revoked
        /// Its address is not registered any more.
        case unknown
    }

    public let answer: Answer
    /// What its observation meant for the operation, as `Verdict.Kind`, or why there was none: `recorded`, `unmatched`, `mismatched`, `awaited`, `pending`.
    public let verdict: String?
    public let delivery: UUID?
    /// The operation that it changed; nil when it changed none.
    public let changed: OperationID?
}
