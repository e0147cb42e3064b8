import Testing

@testable import AgentClient

struct OutboundPolicyTests {
    let production = OutboundPolicy()
    let development = OutboundPolicy(allowsLoopback: true)

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.1.1", "198.18.0.1", "198.19.255.255",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "100::1", "2001::1", "2002:7f00:1::", "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1",
        "fec0::1",
        "ff02::1",
    ])
    func `an address that is not public is refused`(text: String) throws {
        let address = try #require(NetworkAddress(text))
        let url = try OutboundURL(parsing: "https://seller.example/mcp")
        #expect(throws: OutboundFailure.self) { try production.check([address], of: url) }
        let literal = text.contains(":") ? "https://[\(text)]/" : "https://\(text)/"
        #expect(throws: OutboundFailure.self) { try production.check(literal) }
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "2001:4860:4860::8888", "2606:4700::1111", "64:ff9b::101:101", "2003::1",
    ])
    func `an address beside the refused ranges is fine`(text: String) throws {
        let address = try #require(NetworkAddress(text))
        let url = try OutboundURL(parsing: "https://seller.example/mcp")
        try production.check([address], of: url)
        #expect(throws: OutboundFailure.self) {
            try development.check([address], of: try OutboundURL(parsing: "http://seller.example/mcp"))
        }
    }

    @Test func `one bad address condemns a host`() throws {
        let url = try OutboundURL(parsing: "https://seller.example/mcp")
        let addresses = ["1.1.1.1", "10.0.0.1"].compactMap(NetworkAddress.init)
        #expect(throws: OutboundFailure.self) { try production.check(addresses, of: url) }
        #expect(throws: OutboundFailure.self) { try development.check(addresses, of: url) }
        #expect(throws: OutboundFailure.self) { try production.check([], of: url) }
    }

    @Test(arguments: ["http://127.0.0.1:1/mcp", "http://[::1]/mcp", "http://localhost/mcp", "https://127.0.0.1/"])
    func `loopback is for development only`(url: String) throws {
        try development.check(url)
        if url != "http://localhost/mcp" {
            #expect(throws: OutboundFailure.self) { try production.check(url) }
        }
        #expect(throws: OutboundFailure.self) {
            let url = try OutboundURL(parsing: url)
            try production.check([NetworkAddress("127.0.0.1")!], of: url)
        }
    }

    @Test func `http needs every address to be loopback`() throws {
        let url = try OutboundURL(parsing: "http://mixed.example/mcp")
        let loopback = NetworkAddress("127.0.0.1")!
        try development.check([loopback, NetworkAddress("::1")!], of: url)
        #expect(throws: OutboundFailure.self) {
            try development.check([loopback, NetworkAddress("1.1.1.1")!], of: url)
        }
        #expect(throws: OutboundFailure.self) { try production.check("http://seller.example/mcp") }
    }

    @Test(arguments: ["1.2.3.4", "::1", "2001:db8::1", "fe80::1"])
    func `an address is written as it was read`(text: String) {
        #expect(NetworkAddress(text)?.description == text)
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.0.0.1", "::g", "1.2.3.4 ", "localhost"])
    func `text that is not an address is none`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }
}
