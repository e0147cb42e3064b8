import Testing

@testable import AdCP

/// What is meant to cost us time or to confuse us, and must do neither.
@Suite struct `a hostile signature` {
    @Test(arguments: [
        "sig1=" + String(repeating: "(", count: 1_000_000),
        String(repeating: "a=(\"b\"),", count: 100_000) + "sig1=(\"@method\")",
        (0..<1_500).map { "a\($0)=()" }.joined(separator: ","),
        "sig1=(" + String(repeating: "\"@method\" ", count: 700) + ")",
        "sig1=(\"@method\")" + String(repeating: ";a", count: 4_000),
        "sig1=(\"@method\")" + (0..<900).map { ";p\($0)=1" }.joined(),
        "sig1=(\"@method\");keyid=\"" + String(repeating: "\\\"", count: 4_000),
        "sig1=(\"@method\");keyid=\"k\u{301}\"", "sig1=(\"@method\");keyid=\"\u{FF53}\"", "sig1=\u{FF08}\"@method\")",
        "sig1=(\"@method\")\u{0}", "sig1=(\"@method\")\r\n", "\u{FEFF}sig1=(\"@method\")",
        String(repeating: ",", count: 8_000),
        String(repeating: " ", count: 8_000), String(repeating: "\"", count: 8_001),
        String(repeating: "%", count: 8_000),
    ])
    func `input is refused at once`(value: String) throws {
        var webhook = try Draft().signed()
        webhook.set("Signature-Input", value)
        let time = ContinuousClock().measure {
            let code = Judge().code(webhook)
            #expect(code == "webhook_signature_header_malformed" || code == "webhook_signature_params_incomplete")
        }
        #expect(time < .seconds(2))
    }

    @Test(arguments: [
        String(repeating: "A", count: 2_000_000), "sig1=:" + String(repeating: "A", count: 8_100) + ":",
        "sig1=:" + String(repeating: "-+", count: 4_000) + ":", (0..<900).map { "a\($0)=:AA:" }.joined(separator: ","),
        "sig1=:ÄÖÜ:", "sig1=:AA\u{0}A:",
    ])
    func `value is refused at once`(value: String) throws {
        var webhook = try Draft().signed()
        webhook.set("Signature", value)
        let time = ContinuousClock().measure {
            let code = Judge().code(webhook)
            #expect(code == "webhook_signature_header_malformed" || code == "webhook_signature_invalid")
        }
        #expect(time < .seconds(2))
    }

    @Test func `header of thousands of lines is refused at once`() throws {
        var webhook = try Draft().signed()
        for number in 0..<3_000 {
            webhook.add("Signature-Input", "a\(number)=(\"@method\")")
        }
        let time = ContinuousClock().measure { #expect(Judge().code(webhook) == "webhook_signature_header_malformed") }
        #expect(time < .seconds(2))
    }

    @Test func `byte anywhere in the fields never does more than to have them refused`() throws {
        let good = try Draft().signed()
        var generator = SeededGenerator(seed: 9421)
        let alphabet = Array("\"\\;=,()%:@ \t\u{0}\u{1}\u{7F}aA0-_+/".unicodeScalars) + ["ü", "\u{2028}", "\u{1F511}"]
        for name in ["Signature-Input", "Signature", "Content-Digest"] {
            for _ in 0..<1_000 {
                var scalars = Array(good.value(name).unicodeScalars)
                for _ in 0...Int.random(in: 0...2, using: &generator) {
                    let place = Int.random(in: scalars.indices, using: &generator)
                    let scalar = alphabet.randomElement(using: &generator)!
                    switch Int.random(in: 0...2, using: &generator) {
                    case 0: scalars[place] = scalar
                    case 1: scalars.insert(scalar, at: place)
                    default: scalars.remove(at: place)
                    }
                }
                let value = String(String.UnicodeScalarView(scalars))
                guard value != good.value(name) else { continue }
                var webhook = good
                webhook.set(name, value)
                let isTrimmed = value.trimmingWhiteSpace == good.value(name)
                #expect((Judge().code(webhook) == nil) == isTrimmed, "seed 9421: \(name): \(value.debugDescription)")
            }
        }
    }
}

extension String {
    /// Without spaces and tabs around it, which a field's value does not have.
    fileprivate var trimmingWhiteSpace: String {
        let isWhiteSpace = { (character: Character) in character == " " || character == "\t" }
        return String(self.drop(while: isWhiteSpace).reversed().drop(while: isWhiteSpace).reversed())
    }
}
