public import AdCP
public import Orchestrator

/// How the gateway listens and what it bears.
public struct GatewayConfiguration: Sendable {
    /// Address to listen on.
    public var host: String
    /// 0 lets the system choose.
    public var port: Int
    /// Where sellers reach this deployment from outside, such as `https://buyer.example`; nil where webhooks are not used.
    public var publicURL: String?
    /// What the secrets of webhooks are derived from.
    public var webhookKeys: WebhookKeys
    /// How the keys of agents that sign their webhooks are fetched; nil where only those count that operators gave.
    public var signingKeyFetcher: (any SigningKeyFetcher)?
    /// How this deployment calls itself to see whether webhooks arrive; nil where it cannot.
    public var webhookPoster: (any WebhookPoster)?
    /// Who we are to sellers, whose requests we sign; nil where nothing is published.
    public var identity: BuyerIdentity?
    public var limits: GatewayLimits

    public init(
        host: String = "127.0.0.1", port: Int = 8080, publicURL: String? = nil, webhookKeys: WebhookKeys,
        signingKeyFetcher: (any SigningKeyFetcher)? = nil, webhookPoster: (any WebhookPoster)? = nil,
        identity: BuyerIdentity? = nil, limits: GatewayLimits = GatewayLimits()
    ) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.webhookKeys = webhookKeys
        self.signingKeyFetcher = signingKeyFetcher
        self.webhookPoster = webhookPoster
        self.identity = identity
        self.limits = limits
    }
}

/// Bounds on what clients can take from one instance.
public struct GatewayLimits: Sendable {
    /// Open connections; further ones wait in the system's queue.
    public var connections = 4096
    /// Requests to the API being worked on at once, those that wait for an outcome among them.
    public var requestsInFlight = 2048
    /// Webhooks being worked on at once. Fewer, because their bodies are read before their sender is known.
    public var webhooksInFlight = 256
    /// Those of one sender.
    public var webhooksInFlightPerSender = 64
    /// Requests that wait for an outcome (`Prefer: wait`) at once; further ones are answered without waiting.
    public var waits = 1024
    /// Event streams open at once.
    public var streams = 1024
    /// Longest wait that `Prefer: wait` can ask for, in seconds.
    public var longestWait = 60
    /// Largest head of a request, in bytes.
    public var headSize = 32 << 10
    /// Most header fields in a request.
    public var headFields = 100
    /// Largest request body, in bytes (1 MiB; C §6.3 for webhooks).
    public var bodySize = 1 << 20
    /// How long a request body may take to arrive.
    public var bodyTimeout = Duration.seconds(20)
    /// How long a connection may stay without a request, or take to send the head of one.
    public var idleTimeout = Duration.seconds(75)
    /// How long a client may leave what it was sent untaken.
    public var writeTimeout = Duration.seconds(60)
    /// Silence after which an event stream sends a comment.
    public var keepAliveInterval = Duration.seconds(15)
    /// How long a good API key is taken for good without asking the database.
    public var keyLifetime = Duration.seconds(5)
    /// How many good API keys are remembered.
    public var keyCapacity = 4096
    /// How long what is known of a sender is taken for true without asking. Whether its address and its key are still good is asked as
    /// each webhook is accepted; a key that is replaced under the same identifier works on for that long at most.
    public var senderLifetime = Duration.seconds(1)
    /// How many addresses and how many keys are remembered.
    public var senderCapacity = 4096

    public init() {}
}
