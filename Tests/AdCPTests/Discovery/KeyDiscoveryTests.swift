import Testing

@testable import AdCP

/// Who is listed in a brand.json, and which host must equal which (C §6.4, JWKS resolution).
struct KeyDiscoveryTests {
    private static let agent = "https://agents.seller.example/mcp"
    private static let brand = "https://seller.example/.well-known/brand.json"
    /// 2026-11-26T00:00:00Z
    private static let now: Int64 = 1_795_651_200

    private func find(
        _ document: String, agent: String = Self.agent, at url: String = Self.brand, origins: JSON? = nil
    ) -> Result<String, DiscoveryRefusal> {
        Result { () throws(DiscoveryRefusal) in
            try KeyDiscovery(agentURL: agent, keyOrigins: origins)
                .jwksURI(in: BrandDocument(parsing: document), at: url, now: Self.now)
        }
    }

    @Test(arguments: [
        #"{"agents":[{"url":"https://agents.seller.example/mcp","jwks_uri":"https://keys.seller.example/set"}]}"#,
        #"{"house":{"agents":[{"url":"https://agents.seller.example/mcp","jwks_uri":"https://keys.seller.example/set"}]}}"#,
        #"""
        {"agents":[{"url":"https://agents.seller.example/mcp/","jwks_uri":"https://other.example"}],
         "brands":[{"id":"b"},{"agents":[{"url":"https://agents.seller.example/mcp","jwks_uri":"https://keys.seller.example/set"}]}]}
        """#,
    ])
    func `the entry with the agent's very URL says where its keys are`(_ document: String) {
        #expect(self.find(document) == .success("https://keys.seller.example/set"))
    }

    @Test func `an entry without an address means the agent's origin`() {
        let document = #"{"agents":[{"url":"https://agents.seller.example:8443/mcp"}]}"#
        #expect(
            self.find(document, agent: "https://agents.seller.example:8443/mcp")
                == .success("https://agents.seller.example:8443/.well-known/jwks.json"))
    }

    @Test(arguments: [
        "https://agents.seller.example/mcp/", "https://Agents.seller.example/mcp", "http://agents.seller.example/mcp",
        "https://agents.seller.example:443/mcp", "https://agents.seller.example/%6dcp", "",
    ])
    func `another spelling of the URL is another agent`(_ url: String) {
        #expect(self.find(#"{"agents":[{"url":"\#(url)"}]}"#) == .failure(.notListed))
    }

    @Test(arguments: ["{}", #"{"agents":[]}"#, #"{"agents":{}}"#, #"{"agents":[{"id":"a"},7]}"#])
    func `a document that lists nobody lists not this agent`(_ document: String) {
        #expect(self.find(document) == .failure(.notListed))
    }

    @Test func `two entries for one agent name none`() {
        let entry = #"{"url":"https://agents.seller.example/mcp"}"#
        #expect(self.find(#"{"agents":[\#(entry),\#(entry)]}"#) == .failure(.ambiguous))
        #expect(
            self.find(#"{"agents":[\#(entry)],"brands":[{"agents":[\#(entry)]}]}"#) == .failure(.ambiguous))
    }

    @Test(arguments: [
        "", "[]", "<html>", #"{"agents":[],"agents":[]}"#, #"{"a":{"b":1,"b":1}}"#, #"{"agents":[]} x"#,
        String(repeating: " ", count: BrandDocument.maximumLength) + "{}",
    ])
    func `what is no strict object, or too long, is malformed`(_ document: String) {
        #expect(self.find(document) == .failure(.malformed))
    }

    @Test(arguments: [
        "https://other.example/brand.json", "https://seller.example.other.test/brand.json",
        "https://seller.co.uk/brand.json", "no URL",
    ])
    func `a document of another registrant is nobody's word`(_ url: String) {
        let document = #"{"agents":[{"url":"https://agents.seller.example/mcp"}]}"#
        #expect(self.find(document, at: url) == .failure(.originMismatch))
    }

    @Test func `tenants of one platform do not vouch for each other`() {
        let document = #"{"agents":[{"url":"https://one.github.io/mcp"}]}"#
        #expect(
            self.find(document, agent: "https://one.github.io/mcp", at: "https://two.github.io/brand.json")
                == .failure(.originMismatch))
    }

    @Test(arguments: [
        (#"{"domain":"seller.example","brands":["*"]}"#, true),
        (#"{"domain":"Seller.Example","brands":["*"]}"#, true),
        (#"{"domain":"agents.seller.example","brands":["*"]}"#, false),
        (#"{"domain":"example","brands":["*"]}"#, false),
        (#"{"domain":"seller.example","valid_until":"2026-11-26T00:00:01Z"}"#, true),
        (#"{"domain":"seller.example","valid_until":"2026-11-26T00:00:00Z"}"#, false),
        (#"{"domain":"seller.example","valid_until":"2026-11-26T01:00:00+02:00"}"#, false),
        (#"{"domain":"seller.example","valid_until":"soon"}"#, false),
        (#"{"domain":"seller.example","valid_from":"2026-11-26T00:00:01.5Z"}"#, false),
        (#"{"domain":"seller.example","valid_from":"2026-11-25T00:00:00.123Z"}"#, true),
    ])
    func `another operator vouches for the agents of those that it authorized, while it does`(
        _ entry: String, _ isVouched: Bool
    ) {
        let document = """
            {"agents":[{"url":"https://agents.seller.example/mcp","jwks_uri":"https://holding.test/keys"}],
             "authorized_operators":[\(entry)]}
            """
        #expect(
            self.find(document, at: "https://holding.test/brand.json")
                == (isVouched ? .success("https://holding.test/keys") : .failure(.originMismatch)))
    }

    @Test(arguments: [
        (#"{"webhook_signing":"https://keys.seller.example"}"#, true),
        (#"{"webhook_signing":"https://KEYS.seller.example/"}"#, true),
        (#"{"request_signing":"https://keys.seller.example"}"#, true),
        (#"{"governance_signing":"https://other.example"}"#, true),
        ("{}", true),
        (#"{"webhook_signing":"https://seller.example"}"#, false),
        (#"{"webhook_signing":"https://keys.seller.example","request_signing":"https://other.example"}"#, false),
        (#"{"webhook_signing":"keys.seller.example"}"#, false),
        (#"{"webhook_signing":7}"#, false),
    ])
    func `keys are where the agent's capabilities say that they are`(_ origins: String, _ isConsistent: Bool) throws {
        let document =
            #"{"agents":[{"url":"https://agents.seller.example/mcp","jwks_uri":"https://keys.seller.example/set"}]}"#
        #expect(
            self.find(document, origins: try JSON(parsing: origins))
                == (isConsistent ? .success("https://keys.seller.example/set") : .failure(.keyOriginMismatch)))
    }

    @Test(arguments: [
        "7", #""""#, #""keys""#, #""ftp://seller.example""#, #""https://a@seller.example/keys""#,
        #""https://seller.example/keys#1""#, #""https://seller.example?keys""#, #""HTTPS://seller.example/keys""#,
        #""https://seller.example/the keys""#, #""https://seller.example/schlüssel""#,
        "\"https://a.example/\(String(repeating: "a", count: 2048))\"",
    ])
    func `an address of keys that is none is refused`(_ uri: String) {
        let document = #"{"agents":[{"url":"https://agents.seller.example/mcp","jwks_uri":\#(uri)}]}"#
        #expect(self.find(document) == .failure(.jwksURIMalformed))
    }

    @Test func `without a word of the capabilities, the agent's host is asked and then its domain`() {
        #expect(
            KeyDiscovery(agentURL: Self.agent).wellKnownURLs == [
                "https://agents.seller.example/.well-known/brand.json", Self.brand,
            ])
        #expect(KeyDiscovery(agentURL: "https://seller.example/mcp").wellKnownURLs == [Self.brand])
        #expect(
            KeyDiscovery(agentURL: "http://127.0.0.1:8080/mcp").wellKnownURLs
                == ["http://127.0.0.1:8080/.well-known/brand.json"])
        #expect(KeyDiscovery(agentURL: "seller").wellKnownURLs == [])
    }

    @Test(arguments: [
        (#"{"authoritative_location":"https://registry.test/brands/seller"}"#, "https://registry.test/brands/seller"),
        (#"{"house":"holding.test"}"#, "https://holding.test/.well-known/brand.json"),
        (#"{"house":{"domain":"holding.test"}}"#, nil), (#"{"agents":[]}"#, nil),
    ])
    func `a document may say that it is kept elsewhere`(_ text: String, _ url: String?) throws {
        #expect(try BrandDocument(parsing: text).elsewhere == url)
    }

    @Test func `a refusal says whether the operator has spoken`() {
        #expect(DiscoveryRefusal.allCases.filter { !$0.isDefinite } == [.unreachable, .malformed])
    }
}
