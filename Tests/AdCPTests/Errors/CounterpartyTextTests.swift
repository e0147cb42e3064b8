import AdCP
import Testing

@Suite struct `text of a counterparty` {
    @Test(
        arguments: [
            ("plain", "plain"), ("  two\n\twords  ", "two words"), ("a\u{0}b\u{7F}c\u{85}d", "abc d"),
            ("\u{1B}[31mred", "[31mred"),
            ("\u{202E}gnirts\u{2066}x\u{2069}", "gnirtsx"), ("a\u{200B}b\u{FEFF}c\u{200F}", "abc"),
            ("a\u{2028}b\u{A0}c", "a b c"),
            ("\u{E0041}tag", "tag"), ("naïve 日本 👍", "naïve 日本 👍"), ("", nil), (" \u{200B}\n", nil), (nil, nil),
        ] as [(String?, String?)])
    func `is shown without what could deceive or break a line`(text: String?, shown: String?) {
        #expect(CounterpartyText.shown(text) == shown)
    }

    @Test(arguments: ["x", "é", "日", "👍", "e\u{301}", "x "])
    func `is cut to the limit, never inside a character's bytes`(unit: String) throws {
        let shown = try #require(CounterpartyText.shown(String(repeating: unit, count: 2000)))
        #expect(shown.utf8.count <= 512)
        #expect(shown.utf8.count > 507)
        #expect(!shown.unicodeScalars.contains("\u{FFFD}"))
    }
}
