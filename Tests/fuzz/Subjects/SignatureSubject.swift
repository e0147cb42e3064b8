import AdCP

/// Signed webhooks: their header, and whether anything but what was signed is believed.
struct SignatureSubject: Subject {
    let samples = [Samples.signedWebhook]
    let tokens = Samples.headerTokens

    /// What was signed.
    static let original = Self.webhook(Samples.signedWebhook)

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let webhook = Self.webhook(bytes)
        _ = try? webhook.signatureBase()
        guard let signature = try? WebhookSignature(webhook, at: Samples.signedAt),
            (try? signature.verify(key: JSONWebKey(Samples.signingKey), revocations: .known(revoked: []))) != nil
        else { return }
        guard let base = try? webhook.signatureBase(), let original = try? Self.original.signatureBase() else {
            throw BrokenProperty("what is verified has a base")
        }
        try BrokenProperty.unless(base.utf8.elementsEqual(original.utf8), "only what was signed is believed")
        try BrokenProperty.unless(
            webhook.message.body == Self.original.message.body, "only the body that was signed is believed")
    }

    /// Request line, header fields and body, each field on a line.
    static func webhook(_ bytes: [UInt8]) -> SignedMessage {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        let request = lines.popFirst().map { String(decoding: $0, as: UTF8.self) } ?? ""
        var headers: [(name: String, value: String)] = []
        while let line = lines.popFirst(), !line.isEmpty {
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            let value = line[name.endIndex...].dropFirst(2)
            headers.append((String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
        }
        let parts = request.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        return SignedMessage(
            method: parts.first.map(String.init) ?? "", target: parts.last.map(String.init) ?? "",
            authority: headers.first { $0.name == "Host" }?.value, baseURL: Samples.baseURL,
            message: WebhookRequest(headers: headers, body: Array(lines.joined(separator: [UInt8(ascii: "\n")]))))
    }
}
