import AdCP
import Testing

@Suite struct `JSON parsing` {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("\"a\"", "a"), ("[]", []), ("{}", [:]),
            ("-0.5e+2", .number("-0.5e+2")), ("[1,[2]]", [1, [2]]),
            ("\r\n\t{\"a\" : {\"b\":[null]}}", ["a": ["b": [.null]]]),
            (#""\"\\\/\b\f\n\r\té\u20AC\ud83d\ude00""#, "\"\\/\u{8}\u{c}\n\r\té€😀"),
        ] as [(String, JSON)])
    func `valid text is read`(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(arguments: [
        ("", JSONError.Reason.unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("{", .unexpectedEnd, 1),
        ("[1", .unexpectedEnd, 2), ("{\"a\"", .unexpectedEnd, 4), ("\"a", .unexpectedEnd, 2),
        ("\"\\", .unexpectedEnd, 2),
        ("\"\\u00", .unexpectedEnd, 5), ("[1,]", .unexpectedCharacter, 3), ("{\"a\":1,}", .unexpectedCharacter, 7),
        ("{a:1}", .unexpectedCharacter, 1), ("tru", .unexpectedCharacter, 0), ("NaN", .unexpectedCharacter, 0),
        ("[1}", .unexpectedCharacter, 2), ("\u{FEFF}{}", .unexpectedCharacter, 0), ("+1", .unexpectedCharacter, 0),
        ("{} x", .trailingText, 3), ("1 2", .trailingText, 2), ("01", .trailingText, 1), ("nullx", .trailingText, 4),
        ("-", .invalidNumber, 0), ("1.", .invalidNumber, 0), ("1e", .invalidNumber, 0), ("-a", .invalidNumber, 0),
        ("1e400", .numberOutOfRange, 0), ("1e-9999999999999999999", .numberOutOfRange, 0),
        ("\"\\ud800\"", .loneSurrogate, 1), ("\"\\udc00\"", .loneSurrogate, 1),
        ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
        ("\"\\u0000\"", .nul, 1), ("\"\0\"", .nul, 1), ("\"\n\"", .controlCharacter, 1), ("\"\\x\"", .invalidEscape, 1),
        ("\"\\u00g0\"", .invalidEscape, 5),
        ("{\"a\":1,\"a\":1}", .duplicateName, 7), ("{\"a\":1,\"\\u0061\":2}", .duplicateName, 7),
        ("[[{\"b\":{\"a\":1,\"a\":2}}]]", .duplicateName, 14),
    ])
    func `anything else is refused with the reason and the place`(text: String, reason: JSONError.Reason, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        #expect(error?.reason == .invalidUTF8)
    }

    @Test func `nesting is allowed up to the limit and no further`() throws {
        let deep = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        _ = try JSON(parsing: deep(64))
        #expect(throws: JSONError.self) { try JSON(parsing: deep(65)) }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "{\"a\":", count: 1_000_000)) }
        _ = try JSON(parsing: "[[1]]", maximumDepth: 2)
        #expect(throws: JSONError.self) { try JSON(parsing: "[[1]]", maximumDepth: 1) }
    }

    @Test func `a number of absurd length is refused, a merely long one is kept as it came`() throws {
        let long = "0." + String(repeating: "1", count: 500)
        #expect(try JSON(parsing: long) == .number(long))
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "1", count: 100_000)) }
    }

    @Test func `names that only look alike are different names`() throws {
        let value = try JSON(parsing: "{\"caf\\u00e9\":1,\"cafe\\u0301\":2}")
        #expect(value["caf\u{E9}"] == 1)
        #expect(value["cafe\u{301}"] == 2)
        #expect(JSON.string("caf\u{E9}") != .string("cafe\u{301}"))
    }

    @Test func `many members are read in linear time`() throws {
        let members = (0..<20_000).map { "\"m\($0)\":\($0)" }.joined(separator: ",")
        #expect(try JSON(parsing: "{\(members)}").object?.count == 20_000)
    }

    @Test func `at most four of the names given twice are kept, made safe for a log`() {
        let long = String(repeating: "n", count: 40)
        let names = ["a", "a", "b\n", long, "c", "d"]
        let text = "[{" + names.map { "\"\($0)\":1" }.joined(separator: ",").replacing("\n", with: "\\n") + "}"
        let twice = text.dropFirst(2).dropLast()
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "[{\(twice),\(twice)},") }
        #expect(error?.reason == .duplicateName)
        #expect(error?.offset == 8)
        #expect(
            error?.duplicateNames.map(\.description) == [
                "a", "b<sanitized:1>", String(repeating: "n", count: 32) + "<...8 more>", "c",
            ])
    }

    @Test func `a fault before a name given twice is the one that is told`() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: #"[01,{"a":1,"a":1}]"#) }
        #expect(error?.reason == .unexpectedCharacter)
        #expect(error?.duplicateNames.isEmpty == true)
    }

    @Test func `an error never quotes the text`() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\"secret-token\":1,\"secret-token\":2}") }
        #expect(error.map(String.init(describing:))?.contains("secret-token") == false)
    }
}
