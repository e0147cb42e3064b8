import Testing

@testable import AdCP

/// Which hosts are one registrant's.
struct RegistrableDomainTests {
    @Test(arguments: [
        ("seller.example", "seller.example"), ("agents.seller.example", "seller.example"),
        ("a.b.seller.co.uk", "seller.co.uk"), ("seller.test", "seller.test"),
        // Platforms let everybody have a name below theirs.
        ("one.github.io", "one.github.io"), ("mcp.one.vercel.app", "one.vercel.app"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
    ])
    func `a host belongs to the label before its suffix`(_ host: String, _ domain: String) {
        #expect(RegistrableDomain.of(host) == domain)
    }

    @Test(arguments: ["co.uk", "github.io", "com", "localhost", "127.0.0.1", "10.20.30.40", "[2001:db8::1]", ""])
    func `suffixes and addresses belong to nobody`(_ host: String) {
        #expect(RegistrableDomain.of(host) == nil)
    }

    @Test func `tenants of one platform are strangers`() {
        #expect(RegistrableDomain.isShared("a.seller.example", "b.seller.example"))
        #expect(!RegistrableDomain.isShared("one.github.io", "two.github.io"))
        #expect(!RegistrableDomain.isShared("seller.co.uk", "other.co.uk"))
        #expect(!RegistrableDomain.isShared("10.0.0.1", "192.168.0.1"))
        #expect(RegistrableDomain.isShared("127.0.0.1", "127.0.0.1"))
    }
}
