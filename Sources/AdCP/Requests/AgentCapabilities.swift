/// What an agent says of itself in `get_adcp_capabilities`, as far as it decides how we speak to it
/// (`protocol/get-adcp-capabilities-response.json`).
public struct AgentCapabilities: Sendable, Equatable {
    /// Tool that tells them. An agent without it predates AdCP 3.
    public static let tool = "get_adcp_capabilities"

    /// Arguments that ask an agent of whose release nothing is known: servers step down from the newest that we speak.
    public static var arguments: JSON {
        .object((ProtocolVersion.spoken.last ?? .fallback).pinMembers)
    }

    /// What is known of the idempotency of an agent's mutating tasks.
    public struct Idempotency: Sendable, Equatable {
        /// A repeated key brings the first answer again instead of a second effect.
        public let isSupported: Bool
        /// How long the agent remembers a key, in seconds; nil where it does not say, so that nothing may be resent.
        public let replayTTLSeconds: Int?
        /// Longest that the agent works on one key, in seconds.
        public let inFlightMaximumSeconds: Int?
    }

    /// How an agent proves its webhooks.
    public struct WebhookSigning: Sendable, Equatable {
        /// It signs by RFC 9421.
        public let isSupported: Bool
        public let profile: String?
        public let algorithms: [String]
        /// It can sign with a shared secret instead.
        public let hasHMACFallback: Bool
        /// How long it goes on trying to deliver, in seconds.
        public let deliveryRetryHorizonSeconds: Int?
    }

    public let majorVersions: [Int]
    /// Releases as the agent names them.
    public let supportedVersions: [String]
    public let supportedProtocols: [String]
    public let idempotency: Idempotency
    /// nil when the agent says nothing of webhooks.
    public let webhookSigning: WebhookSigning?
    /// Where its keys are published.
    public let brandJSONURL: String?

    /// Reads the body of the answer.
    ///
    /// - Returns: nil when it lacks what every release demands: `adcp` with major versions or releases.
    public init?(_ body: JSON) {
        guard let adcp = body["adcp"], adcp.object != nil else { return nil }
        self.majorVersions = adcp["major_versions"]?.array?.compactMap(\.int) ?? []
        self.supportedVersions = adcp["supported_versions"]?.array?.compactMap(\.string) ?? []
        guard !self.majorVersions.isEmpty || !self.supportedVersions.isEmpty else { return nil }
        self.supportedProtocols = body["supported_protocols"]?.array?.compactMap(\.string) ?? []
        self.idempotency = Idempotency(adcp["idempotency"])
        self.webhookSigning = body["webhook_signing"].flatMap(WebhookSigning.init)
        self.brandJSONURL = body["identity"]?["brand_json_url"]?.string
    }

    /// What holds for an agent that has no such tool: the rules of 3.0, and no promise that a key may be repeated.
    public static let unstated = AgentCapabilities(unstated: ())

    private init(unstated: Void) {
        self.majorVersions = [ProtocolVersion.fallback.major]
        self.supportedVersions = []
        self.supportedProtocols = []
        self.idempotency = Idempotency(nil)
        self.webhookSigning = nil
        self.brandJSONURL = nil
    }

    /// Reads the answer to a call of `get_adcp_capabilities`; nil when it holds no capabilities.
    public init?(_ answer: AgentAnswer) {
        guard case .tool(let result) = answer, let body = result.body else { return nil }
        self.init(.object(body))
    }

    /// Release to pin calls to: the newest that both sides speak.
    ///
    /// An agent that names only major versions is of 3.0, which had nothing else. nil when there is none in common.
    public var pin: ProtocolVersion? {
        if !self.supportedVersions.isEmpty { return .pin(servedBy: self.supportedVersions) }
        return self.majorVersions.contains(ProtocolVersion.fallback.major) ? .fallback : nil
    }
}

extension AgentCapabilities.Idempotency {
    /// A resend is safe only with a promise that is complete: support and the time it lasts.
    init(_ json: JSON?) {
        let isSupported = json?["supported"]?.bool ?? false
        self.isSupported = isSupported
        self.replayTTLSeconds = isSupported ? json?["replay_ttl_seconds"]?.positiveSeconds : nil
        self.inFlightMaximumSeconds = json?["in_flight_max_seconds"]?.positiveSeconds
    }
}

extension AgentCapabilities.WebhookSigning {
    init?(_ json: JSON) {
        guard json.object != nil else { return nil }
        self.isSupported = json["supported"]?.bool ?? false
        self.profile = json["profile"]?.string
        self.algorithms = json["algorithms"]?.array?.compactMap(\.string) ?? []
        self.hasHMACFallback = json["legacy_hmac_fallback"]?.bool ?? false
        self.deliveryRetryHorizonSeconds = json["delivery_retry_horizon_seconds"]?.positiveSeconds
    }
}

extension JSON {
    /// A count of seconds that a counterparty may name; longer than thirty days is cut to that.
    fileprivate var positiveSeconds: Int? {
        guard let seconds = self.int, seconds > 0 else { return nil }
        return min(seconds, 30 * 86_400)
    }
}
