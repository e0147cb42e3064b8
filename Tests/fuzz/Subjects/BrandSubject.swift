import AdCP

/// Documents of operators, and the redirects on the way to them.
struct BrandSubject: Subject {
    private static let agent = "https://agents.seller.example/mcp"
    private static let brand = "https://seller.example/.well-known/brand.json"

    let samples = [
        #"""
        {"version":"1.0","house":{"domain":"seller.example","name":"Seller"},"agents":[{"type":"sales","id":"a",
        "url":"https://agents.seller.example/mcp","jwks_uri":"https://keys.seller.example/set"},{"type":"brand","id":"b",
        "url":"https://agents.seller.example/mcp/"}],"authorized_operators":[{"domain":"agency.example","brands":["*"],
        "valid_until":"2030-01-01T00:00:00Z"}]}
        """#,
        #"{"house":{"agents":[]},"brands":[{"id":"b","agents":[{"url":"https://agents.seller.example/mcp"}]}]}"#,
        #"{"authoritative_location":"https://www.seller.example/.well-known/brand.json","redirect_reason":"legacy"}"#,
        #"{"house":"seller.example"}"#, "https://www.seller.example/.well-known/brand.json", "/.well-known/brand.json",
    ].map { Array($0.utf8) }
    let tokens =
        Samples.jsonTokens + Samples.addressTokens
        + [
            "agents", "url", "jwks_uri", "house", "brands", "authorized_operators", "domain", "valid_from", "www.",
            "https://agents.seller.example/mcp", "seller.example", "\"agents\":[],",
        ].map { Array($0.utf8) }

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let text = String(decoding: bytes, as: UTF8.self)
        try self.checkRedirect(to: text)
        guard let document = try? BrandDocument(parsing: text),
            let uri = try? KeyDiscovery(agentURL: Self.agent).jwksURI(in: document, at: Self.brand, now: 0)
        else { return }
        try BrokenProperty.unless(CanonicalURI.isPlain(uri), "keys are at an address that all read alike")
        try BrokenProperty.unless(
            (try? JSON(parsing: text)) != nil, "a document that vouches is strict JSON")
        try BrokenProperty.unless(
            Self.hasAgent(try? JSON(parsing: text)), "a document that vouches names the agent byte by byte")
    }

    private func checkRedirect(to location: String) throws(BrokenProperty) {
        guard let target = BrandRedirect.target(from: Self.brand, to: location) else { return }
        try BrokenProperty.unless(
            target == "https://www.seller.example/.well-known/brand.json",
            "a redirect leads to the www and nowhere else")
    }

    private static func hasAgent(_ json: JSON?) -> Bool {
        guard let json else { return false }
        if json["url"]?.string.map({ $0.utf8.elementsEqual(Self.agent.utf8) }) == true { return true }
        if let elements = json.array { return elements.contains(where: Self.hasAgent) }
        return json.object?.contains { Self.hasAgent($0.value) } ?? false
    }
}
