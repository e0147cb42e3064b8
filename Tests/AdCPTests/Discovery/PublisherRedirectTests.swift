import Testing

@testable import AdCP

/// The redirects on the way to a publisher's adagents.json: what AdCP's vectors for it demand, hop by hop.
struct PublisherRedirectTests {
    private static let path = "/.well-known/adagents.json"

    private func follow(_ hosts: [String]) -> Bool {
        let asked = "https://\(hosts[0])\(Self.path)"
        return zip(hosts, hosts.dropFirst()).allSatisfy { from, to in
            let target = "https://\(to)\(Self.path)"
            return PublisherRedirect.target(asked: asked, from: "https://\(from)\(Self.path)", to: target) == target
        }
    }

    @Test(arguments: [
        ["ladepeche.fr", "www.ladepeche.fr"], ["www.example.com", "example.com"], ["pub.example", "cdn.pub.example"],
        ["example.co.uk", "www.example.co.uk"], ["victim.github.io", "www.victim.github.io"],
        ["pub.example", "www.pub.example", "cdn.pub.example"],
    ])
    func `within a registrable domain they are followed`(_ hosts: [String]) {
        #expect(self.follow(hosts))
    }

    @Test(arguments: [
        ["ladepeche.fr", "claire.pub"], ["example.co.uk", "example.com"], ["example.co.uk", "other.co.uk"],
        ["victim.github.io", "attacker.github.io"], ["127.0.0.1", "127.0.0.2"],
    ])
    func `to another they are not`(_ hosts: [String]) {
        #expect(!self.follow(hosts))
    }

    @Test func `every hop is held against what was asked first`() {
        #expect(
            PublisherRedirect.target(
                asked: "https://pub.example\(Self.path)", from: "https://attacker.example\(Self.path)",
                to: "https://www.attacker.example\(Self.path)") == nil)
    }

    @Test(arguments: [
        "http://pub.example/.well-known/adagents.json", "https://pub.example:8443/.well-known/adagents.json",
        "//pub.example/.well-known/adagents.json", "adagents.json", "", "ftp://pub.example/adagents.json",
    ])
    func `neither to another scheme or port, nor to what is no address`(_ location: String) {
        let asked = "https://pub.example\(Self.path)"
        #expect(PublisherRedirect.target(asked: asked, from: asked, to: location) == nil)
    }

    @Test func `a path stays with the host that answered`() {
        #expect(
            PublisherRedirect.target(
                asked: "https://pub.example\(Self.path)", from: "https://www.pub.example\(Self.path)",
                to: "/adagents.json")
                == "https://www.pub.example/adagents.json")
    }
}
