import Testing

@testable import AdCP

@Suite struct `the address of a signed webhook` {
    static let malformed = "webhook_target_uri_malformed"

    @Test(arguments: [
        "buyer.example", "BUYER.Example", "buyer.example.", "buyer.example:443", "buyer.example:", "buyer.example:0443",
    ])
    func `is the one we are known by, in any spelling`(authority: String) throws {
        var draft = Draft()
        draft.tampering.append { $0.authority = authority }
        #expect(try Judge().code(draft.signed()) == nil)
    }

    @Test(arguments: [
        nil, "", "other.example", "buyer.example:80", "buyer.example:8443", "buyer.example..", "user@buyer.example",
        "buyer.example,buyer.example",
        "buyer.example/", "bu\u{308}yer.example", "::1", "[::1", "buyer.example:x", "buyer.example\n", " buyer.example",
        "buyer%2Eexample",
    ])
    func `is no other`(authority: String?) throws {
        var draft = Draft()
        draft.tampering.append { $0.authority = authority }
        #expect(try Judge().code(draft.signed()) == Self.malformed)
    }

    @Test(arguments: [
        "", "webhooks/r1", "https://buyer.example/webhooks/r1", "*", "/a b", "/a\n", "/\u{FC}", "/%zz", "/%2",
        "/a\u{0}",
    ])
    func `has a path that can be signed`(target: String) throws {
        var draft = Draft()
        draft.tampering.append { $0.target = target }
        #expect(try Judge().code(draft.signed()) == Self.malformed)
    }

    @Test func `has its very path and query`() throws {
        for target in ["/webhooks/r2", "/webhooks/r1?", "/webhooks/r1/", "//webhooks/r1", "/Webhooks/r1"] {
            var draft = Draft()
            draft.tampering.append { $0.target = target }
            #expect(try Judge().code(draft.signed()) == "webhook_signature_invalid")
        }
    }

    @Test func `begins with the path that a proxy takes off`() throws {
        for baseURL in ["https://buyer.example/holdfast", "https://buyer.example/holdfast/"] {
            var draft = Draft()
            draft.baseURL = "https://buyer.example/holdfast"
            draft.tampering.append { $0.baseURL = baseURL }
            #expect(try Judge().code(draft.signed()) == nil)
        }
    }

    @Test func `may be a name beyond ASCII, which senders write in ASCII`() throws {
        var draft = Draft()
        draft.authority = "xn--bcher-kva.example"
        draft.baseURL = "https://xn--bcher-kva.example"
        draft.tampering.append { $0.baseURL = "https://Bücher.example" }
        #expect(try Judge().code(draft.signed()) == nil)
        draft.tampering.append { $0.authority = "bücher.example" }
        #expect(try Judge().code(draft.signed()) == Self.malformed)
    }
}
