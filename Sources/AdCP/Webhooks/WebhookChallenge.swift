/// An agent's question whether an address that it was given is ours (`core/agent-webhook-challenge.json`, AdCP 3.2; C §6.8).
///
/// Always signed by RFC 9421, however later webhooks prove themselves. All in it but the challenge is what the address was registered with.
public struct WebhookChallenge: Sendable, Equatable {
    /// Random, and to be given back.
    public let challenge: String
    public let subscriberID: String
    public let sellerAgentURL: String
    /// How later webhooks will prove themselves: `rfc9421`, `Bearer` or `HMAC-SHA256`.
    public let deliveryMode: String
    public let eventTypes: [String]

    /// Reads a body.
    ///
    /// - Returns: nil for anything else than a challenge, be it JSON or not.
    /// - Throws: for a challenge that is not as AdCP has it.
    public init?(_ body: some Sequence<UInt8>) throws(WebhookPayloadError) {
        guard let object = (try? JSON(parsing: body))?.object, object["type"]?.string == "webhook.challenge" else {
            return nil
        }
        let members = WebhookMembers(object)
        // Of accounts, for which we register nothing.
        _ = try members.required("scope") { $0.string == "agent" ? true : nil }
        self.challenge = try members.required("challenge") { Identifier.restricted($0, length: 32...255) }
        self.subscriberID = try members.required("subscriber_id") { Identifier.restricted($0, length: 1...64) }
        self.sellerAgentURL = try members.required("seller_agent_url") { Identifier.opaque($0, limit: 2048) }
        self.deliveryMode = try members.members("delivery_auth").required("mode") { Identifier.opaque($0, limit: 64) }
        self.eventTypes = try members.required("event_types") { json in
            guard let names = json.array, 1...64 ~= names.count else { return nil }
            let texts = names.compactMap { Identifier.opaque($0, limit: 64) }
            return texts.count == names.count ? texts : nil
        }
    }

    /// What proves that the address is ours (`core/webhook-challenge-response.json`), as JSON.
    public var answer: String {
        JSON.object(["challenge": .string(self.challenge)]).text
    }
}
