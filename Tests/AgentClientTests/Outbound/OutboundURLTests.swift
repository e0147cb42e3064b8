import Testing

@testable import AgentClient

struct OutboundURLTests {
    @Test(arguments: [
        ("https://seller.example", "https://seller.example"),
        ("HTTPS://Seller.EXAMPLE/MCP", "https://seller.example/MCP"),
        ("https://seller.example.:8443/mcp/?a=b&c", "https://seller.example:8443/mcp/?a=b&c"),
        ("https://seller.example?x=1", "https://seller.example?x=1"),
        ("https://seller.example/a?b/c?d#e", "https://seller.example/a?b/c?d"),
        ("https://my_host.example/%2F", "https://my_host.example/%2F"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("http://127.0.0.1:8080/mcp", "http://127.0.0.1:8080/mcp"),
        ("http://[::1]:8080/mcp", "http://[::1]:8080/mcp"),
    ])
    func `a URL has one spelling`(text: String, spelling: String) throws {
        #expect(try OutboundURL(parsing: text).text == spelling)
    }

    @Test(
        arguments: [
            "", "seller.example", "https:", "https://", "https:///mcp", "ftp://seller.example", "file:///etc/passwd",
            "https://user@seller.example/", "https://user:password@seller.example/", "https://seller.example@10.0.0.1/",
            "https://seller.example:port/", "https://seller.example:0/", "https://seller.example:65536/",
            "https://seller.example:/", "https://seller.example:-1/", "https://seller example/",
            "https://seller..example/",
            "https://.example/", "https://seller.example\\@10.0.0.1/", "https://sel%6Cer.example/",
            "https://büch.example/", "https://[::1/", "https://[::1]x/", "https://[fe80::1%eth0]/",
            "https://[1.2.3.4]/",
            "https://2130706433/", "https://127.1/", "https://0x7f000001/", "https://0177.0.0.1.5/",
            "https://1.2.3.0x4/",
            "https://seller.example/\r\nx: y", "https://\u{200B}seller.example/",
        ] + [
            "https://seller.example/" + String(repeating: "a", count: 2048),
            "https://" + String(repeating: "a", count: 64),
        ])
    func `a URL that two readers could understand in two ways is refused`(text: String) {
        #expect(throws: OutboundFailure.self) { try OutboundURL(parsing: text) }
    }

    @Test func `why a URL was refused does not repeat it`() throws {
        let failure = try #require(throws: OutboundFailure.self) {
            try OutboundURL(parsing: "https://user:s3cret@seller.example/")
        }
        #expect(!"\(failure)".contains("s3cret"))
        #expect(!failure.mayHaveArrived)
    }

    @Test(arguments: [
        ("https://s.example/mcp", ["/mcp", "/mcp/"]),
        ("https://s.example/mcp/", ["/mcp/", "/mcp"]),
        ("https://s.example", ["/", "/mcp", "/mcp/"]),
        ("https://s.example/", ["/", "/mcp", "/mcp/"]),
        ("https://s.example/agent", ["/agent", "/agent/", "/agent/mcp", "/agent/mcp/"]),
        ("https://s.example/agent/", ["/agent/", "/agent", "/agent/mcp", "/agent/mcp/"]),
    ])
    func `the forms of a URL under which a server may listen`(text: String, paths: [String]) throws {
        let url = try OutboundURL(parsing: text)
        #expect(url.endpoints(startingWith: nil).map(\.path) == paths)
    }

    @Test func `the form that worked is asked first, and a query stays`() throws {
        let url = try OutboundURL(parsing: "https://s.example/agent?tenant=1")
        let known = url.endpoints(startingWith: nil)[2]
        let endpoints = url.endpoints(startingWith: known)
        #expect(endpoints.first?.text == "https://s.example/agent/mcp?tenant=1")
        #expect(endpoints.count == 4)
    }
}
