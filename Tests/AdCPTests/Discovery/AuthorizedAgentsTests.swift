import Testing

@testable import AdCP

/// Which keys a publisher's adagents.json pins for an agent.
struct AuthorizedAgentsTests {
    private static let agent = "https://agents.seller.example/mcp"
    /// 2026-11-26T00:00:00Z
    private static let now: Int64 = 1_795_651_200
    /// RFC 8037, appendix A.
    private static let key = #""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#
    private static let thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

    private func pins(
        _ document: String, for agent: String = Self.agent, by publisher: String = "news.example"
    ) -> Result<Set<String>?, PinRefusal> {
        Result { () throws(PinRefusal) in
            try AuthorizedAgents(parsing: document, at: Self.now).pins(for: agent, by: publisher).thumbprints
        }
    }

    private static func entry(_ more: String = "", url: String = Self.agent) -> String {
        #"{"url":"\#(url)","authorized_for":"All"\#(more)}"#
    }

    private static func document(_ entries: String...) -> String {
        #"{"authorized_agents":[\#(entries.joined(separator: ","))]}"#
    }

    @Test func `a key is pinned by its thumbprint, whatever it is called`() {
        #expect(
            self.pins(Self.document(Self.entry(#","signing_keys":[{"kid":"a",\#(Self.key),"alg":"EdDSA"}]"#)))
                == .success([Self.thumbprint]))
    }

    @Test func `an entry without keys leaves them to the agent`() {
        #expect(self.pins(Self.document(Self.entry())) == .success(nil))
    }

    @Test(arguments: [
        "[]", "null", "{}", #"[{"kid":"a"}]"#, #"[{"kid":"a","kty":"OKP","crv":"Ed25519"}]"#, "[7]",
        #"[{"kid":"a","kty":"OKP","crv":"Ed25519","x":""}]"#, #"[{"kid":"a","kty":"RSA","n":"AQAB","e":"AQAB"}]"#,
        #"[{"kid":"a","kty":"OKP","crv":"Ed25519","x":"\u0022,\u0022kid\u0022:\u0022b"}]"#,
    ])
    func `what pins no key that could sign matches none`(_ keys: String) {
        #expect(self.pins(Self.document(Self.entry(#","signing_keys":\#(keys)"#))) == .success([]))
    }

    @Test(arguments: [
        ("\"2026-11-25T23:59:59Z\"", false), ("\"2026-11-26T00:00:00Z\"", false), ("\"2026-11-26T00:00:01Z\"", true),
        ("\"2026-11-26T01:00:00+02:00\"", false), ("\"soon\"", false), ("7", false), ("null", true),
    ])
    func `a pin counts until its key is revoked`(_ time: String, _ counts: Bool) {
        let keys = #","signing_keys":[{"kid":"a",\#(Self.key),"revoked_at":\#(time)}]"#
        #expect(self.pins(Self.document(Self.entry(keys))) == .success(counts ? [Self.thumbprint] : []))
    }

    @Test(arguments: [
        "https://agents.seller.example/mcp", "https://AGENTS.seller.example:443/mcp",
        "https://agents.seller.example/%6dcp",
    ])
    func `spellings of one URL are one agent`(_ url: String) {
        #expect(self.pins(Self.document(Self.entry(url: url))) == .success(nil))
    }

    @Test(arguments: [
        "https://agents.seller.example/mcp/", "http://agents.seller.example/mcp", "https://agents.seller.example",
        "https://agents.seller.example:8443/mcp", "",
    ])
    func `another URL is another agent`(_ url: String) {
        #expect(self.pins(Self.document(Self.entry(url: url))) == .failure(.notListed))
    }

    @Test(arguments: ["{}", #"{"authorized_agents":[]}"#, #"{"authorized_agents":{}}"#, #"{"authorized_agents":[7]}"#])
    func `a document that authorizes nobody authorizes not this agent`(_ document: String) {
        #expect(self.pins(document) == .failure(.notListed))
    }

    @Test func `entries for one agent pin the same, or nothing can be told`() {
        let pin = #","signing_keys":[{"kid":"a",\#(Self.key)}]"#
        #expect(self.pins(Self.document(Self.entry(pin), Self.entry(pin))) == .success([Self.thumbprint]))
        #expect(self.pins(Self.document(Self.entry(pin), Self.entry())) == .failure(.ambiguous))
        #expect(self.pins(Self.document(Self.entry(), Self.entry())) == .success(nil))
    }

    @Test func `a network's document that no longer speaks for a publisher pins nothing for it`() {
        let document =
            #"{"authorized_agents":[\#(Self.entry())],"revoked_publisher_domains":[{"publisher_domain":"News.example"}]}"#
        #expect(self.pins(document) == .failure(.publisherRevoked))
        #expect(self.pins(document, by: "other.example") == .success(nil))
    }

    @Test(arguments: [
        "", "[]", "{", #"{"authorized_agents":[],"authorized_agents":[]}"#, #"{"a":{"b":1,"b":2}}"#,
    ])
    func `what two readers could take for two documents is malformed`(_ document: String) {
        #expect(self.pins(document) == .failure(.malformed))
    }

    @Test func `more keys than are kept are too many to be told`() {
        let keys = (0...64).map { n in
            #"{"kid":"\#(n)","kty":"OKP","crv":"Ed25519","x":"key\#(n)"}"#
        }
        func document(_ keys: some Sequence<String>) -> String {
            Self.document(Self.entry(#","signing_keys":[\#(keys.joined(separator: ","))]"#))
        }
        #expect((try? self.pins(document(keys.dropLast())).get())??.count == 64)
        #expect(self.pins(document(keys)) == .failure(.ambiguous))
    }

    @Test func `a document of 5 MiB is read, and not a byte more`() {
        let text = Self.document(Self.entry())
        let padding = String(repeating: " ", count: AuthorizedAgents.maximumLength - text.utf8.count)
        #expect(self.pins(text + padding) == .success(nil))
        #expect(self.pins(text + padding + " ") == .failure(.malformed))
    }
}
