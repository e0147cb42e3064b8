import AdCP
import Testing

@Suite struct `a sender's text in a log` {
    @Test(arguments: [
        ("", ""), ("seller-2026", "seller-2026"), ("ab cd", "ab cd"),
        (String(repeating: "a", count: 32), String(repeating: "a", count: 32)),
        (String(repeating: "a", count: 33), String(repeating: "a", count: 32) + "<...1 more>"),
        ("a\nb", "a<sanitized:2>"), ("\u{0}", "<sanitized:1>"), ("a\u{7F}", "a<sanitized:1>"),
        ("a\u{9B}31m", "a<sanitized:5>"),
        ("a\u{202E}b", "a<sanitized:4>"), ("a\u{200B}b", "a<sanitized:4>"), ("a\u{2028}", "a<sanitized:3>"),
        ("a\u{2066}", "a<sanitized:3>"), ("a\u{FEFF}", "a<sanitized:3>"), ("\r\n", "<sanitized:2>"),
        // Two bytes each: the sixteenth ends at 32, and none is cut in two.
        (String(repeating: "ü", count: 17), String(repeating: "ü", count: 16) + "<...2 more>"),
        ("a" + String(repeating: "ü", count: 16), "a" + String(repeating: "ü", count: 15) + "<...2 more>"),
        (String(repeating: "a", count: 40) + "\n", String(repeating: "a", count: 32) + "<...9 more>"),
    ])
    func `is short and shows`(text: String, shown: String) {
        #expect("\(LogText(text))" == shown)
    }
}
