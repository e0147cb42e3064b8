import Testing

@testable import AdCP

/// From a domain to its `www` and back, and nowhere else.
struct BrandRedirectTests {
    private static let apex = "https://seller.example/.well-known/brand.json"
    private static let www = "https://www.seller.example/.well-known/brand.json"

    @Test func `a domain and its www lead to each other`() {
        #expect(BrandRedirect.target(from: Self.apex, to: Self.www) == Self.www)
        #expect(BrandRedirect.target(from: Self.www, to: Self.apex) == Self.apex)
        #expect(
            BrandRedirect.target(
                from: "https://seller.co.uk:8443/.well-known/brand.json",
                to: "https://WWW.seller.co.uk:8443/.well-known/brand.json")
                == "https://www.seller.co.uk:8443/.well-known/brand.json")
    }

    @Test(arguments: [
        Self.apex,  // itself
        "http://www.seller.example/.well-known/brand.json",
        "https://www.seller.example:8443/.well-known/brand.json",
        "https://www.seller.example/brand.json",
        "https://www.seller.example/.well-known/brand.json?a=b",
        "https://other.example/.well-known/brand.json",
        "https://cdn.seller.example/.well-known/brand.json",
        "https://www.www.seller.example/.well-known/brand.json",
        "https://www.seller.example.other.test/.well-known/brand.json",
        "//www.seller.example/.well-known/brand.json",
        "/.well-known/other.json", "brand.json", "",
    ])
    func `every other way is closed`(_ location: String) {
        #expect(BrandRedirect.target(from: Self.apex, to: location) == nil)
    }

    @Test func `the www of a host that is no domain is another host`() {
        let host = "https://agents.seller.example/.well-known/brand.json"
        #expect(
            BrandRedirect.target(from: host, to: "https://www.agents.seller.example/.well-known/brand.json") == nil)
        #expect(
            BrandRedirect.target(
                from: "https://github.io/.well-known/brand.json", to: "https://www.github.io/.well-known/brand.json")
                == nil)
    }
}
