import AdCP

/// Documents of publishers, and the redirects on the way to them.
struct PublisherSubject: Subject {
    private static let agent = "https://agents.seller.example/mcp"
    private static let asked = "https://news.example/.well-known/adagents.json"

    let samples = [
        #"""
        {"authorized_agents":[{"url":"https://agents.seller.example/mcp","authorized_for":"All","signing_keys":[
        {"kid":"a","kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kid":"b","kty":"EC","crv":"P-256","x":"AQ","y":"AQ","revoked_at":"2026-11-26T00:00:00Z"}]}],
        "revoked_publisher_domains":[{"publisher_domain":"old.example"}]}
        """#,
        #"{"authoritative_location":"https://network.example/adagents.json"}"#,
        "https://www.news.example/.well-known/adagents.json", "/adagents.json",
    ].map { Array($0.utf8) }
    let tokens =
        Samples.jsonTokens + Samples.addressTokens
        + [
            "authorized_agents", "signing_keys", "url", "kid", "kty", "crv", "OKP", "EC", "revoked_at", "news.example",
            "revoked_publisher_domains", "publisher_domain", "https://agents.seller.example/mcp",
            "\"signing_keys\":[],",
        ].map { Array($0.utf8) }

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let target = PublisherRedirect.target(asked: Self.asked, from: Self.asked, to: text) {
            let host = (try? CanonicalURI(target))?.host ?? ""
            try BrokenProperty.unless(
                host == "news.example" || host.hasSuffix(".news.example"), "a redirect stays within the domain")
        }
        guard let document = try? AuthorizedAgents(parsing: text, at: 0),
            let pins = try? document.pins(for: Self.agent, by: "news.example")
        else { return }
        try BrokenProperty.unless((try? JSON(parsing: text)) != nil, "a document that authorizes is strict JSON")
        for pin in pins.thumbprints ?? [] {
            try BrokenProperty.unless(pin.utf8.count == 43, "a thumbprint is that of SHA-256")
        }
    }
}
