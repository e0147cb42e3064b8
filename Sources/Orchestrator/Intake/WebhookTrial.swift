public import AdCP
public import Database
public import Foundation

/// Calls this deployment from outside, as an agent would: shows whether webhooks get here.
public struct WebhookTrial: Sendable {
    private let database: Database
    private let poster: any WebhookPoster
    private let secret: @Sendable (_ tenant: UUID, _ route: UUID) -> WebhookSecret?

    /// - Parameter secret: that of an address, where this deployment has keys to derive it from.
    public init(
        database: Database, poster: any WebhookPoster,
        secret: @escaping @Sendable (_ tenant: UUID, _ route: UUID) -> WebhookSecret?
    ) {
        self.database = database
        self.poster = poster
        self.secret = secret
    }

    /// What came of a trial.
    public struct Outcome: Sendable {
        public let isGood: Bool
        public let url: String
        public let mode: WebhookRoute.Mode
        /// HTTP status of the answer; nil where there was none.
        public let status: Int?
        public let explanation: String

        public var json: JSON {
            var members: JSONObject = [
                "ok": .bool(self.isGood), "url": .string(self.url), "mode": .string(self.mode.rawValue),
            ]
            members["status"] = self.status.map { JSON($0) }
            members["explanation"] = .string(self.explanation)
            return .object(members)
        }
    }

    /// Calls the address that an agent was given.
    ///
    /// Where the agent signs with a key of its own, nobody else can, and the trial ends at the door: it shows that the address leads here.
    ///
    /// - Returns: nil where the agent is not asked to call back.
    /// - Throws: `DatabaseError`.
    public func run(agent name: String, tenant: UUID) async throws(DatabaseError) -> Outcome? {
        guard let webhook = try await self.database.webhook(ofAgent: name, tenant: tenant) else { return nil }
        guard let proof = self.proof(webhook, tenant) else {
            return Outcome(
                isGood: false, url: webhook.url, mode: webhook.mode, status: nil,
                explanation:
                    "There is no webhook key here to derive the agent's secret from: set HOLDFAST_WEBHOOK_KEYS.")
        }
        let answer = await self.poster.post(webhook.url, fields: proof.fields, body: proof.body)
        let (isGood, explanation) = Self.judge(answer, webhook.mode)
        return Outcome(
            isGood: isGood, url: webhook.url, mode: webhook.mode, status: answer?.status, explanation: explanation)
    }

    /// A notification of a task that nobody has, proven as the address demands; nil without a key.
    private func proof(_ webhook: AgentWebhook, _ tenant: UUID) -> (fields: [(String, String)], body: [UInt8])? {
        let now = Date()
        let id = UUID().uuidString.lowercased()
        let body = Array(
            JSON.object([
                "idempotency_key": .string("holdfast-trial-\(id)"), "operation_id": .string("holdfast-trial-\(id)"),
                "task_id": .string("holdfast-trial-\(id)"), "task_type": .string(WebhookPayload.trialTask),
                "status": "completed", "timestamp": .string(now.formatted(.iso8601)), "result": .object([:]),
            ]).text.utf8)
        guard webhook.mode != .rfc9421 else {
            // The gateway asks for JSON before it asks for a signature.
            return ([("Content-Type", "text/plain")], body)
        }
        guard let secret = self.secret(tenant, webhook.route) else { return nil }
        let timestamp = Int64(now.timeIntervalSince1970)
        let proof =
            switch webhook.mode {
            case .bearer: [("Authorization", "Bearer \(secret.text)")]
            default:
                [
                    (
                        HMACSignature.signatureHeader,
                        HMACSignature.header(secret: secret, timestamp: timestamp, body: body)
                    ),
                    (HMACSignature.timestampHeader, String(timestamp)),
                ]
            }
        return ([("Content-Type", "application/json")] + proof, body)
    }

    private static func judge(_ answer: WebhookPosted?, _ mode: WebhookRoute.Mode) -> (Bool, String) {
        let code = answer.flatMap { try? JSON(parsing: $0.body) }?["code"]?.string
        switch (answer?.status, mode) {
        case (nil, _): return (false, "Nothing answers at that address, from here.")
        case (200, .hmacSHA256), (200, .bearer): return (true, "The webhook was taken.")
        case (415, .rfc9421) where code == "unsupported_media_type":
            return (true, "The address leads here. Only the agent can sign for itself.")
        case (401, _) where code == "webhook_unauthenticated":
            return (false, "The address leads to a deployment with other webhook keys: give all instances the same.")
        case (404, _):
            return (false, "Something answers at that address, and does not know it: another deployment or database.")
        default: return (false, "Something else than Holdfast answers at that address, or stands in its way.")
        }
    }
}

/// Sends a webhook, under the one policy for everything that leaves this deployment.
public protocol WebhookPoster: Sendable {
    /// Posts a body; nil where nothing answers within ten seconds.
    func post(_ url: String, fields: [(String, String)], body: [UInt8]) async -> WebhookPosted?
}

/// An answer to a webhook.
public struct WebhookPosted: Sendable {
    public let status: Int
    /// At most 64 KiB of it.
    public let body: String

    public init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}
