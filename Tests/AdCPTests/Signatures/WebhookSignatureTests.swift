import Testing

@testable import AdCP

@Suite struct `a signed webhook` {
    @Test func `is believed, and its nonce told`() throws {
        let verified = try Judge().verify(Draft().signed())
        #expect(verified.keyID == "seller-2026")
        #expect(verified.nonce == "KXYnfEfJ0PBRZXQyVXfVQA")
        #expect(verified.expires == Draft.now + 300)
        #expect(verified.nonceKeptUntil == Draft.now + 360)
        #expect(verified.algorithm == .ed25519)
    }

    @Test(arguments: Fault.inOrder)
    func `is refused for each fault with its code`(fault: Fault) throws {
        #expect(try self.code([fault]) == fault.code)
    }

    @Test(arguments: Fault.pairs)
    func `with two faults is refused for the earlier one`(first: Fault, second: Fault) throws {
        #expect(try self.code([first, second]) == first.code)
        #expect(try self.code([second, first]) == first.code)
    }

    private func code(_ faults: [Fault]) throws -> String? {
        var draft = Draft()
        var judge = Judge()
        for fault in faults {
            fault.apply(&draft, &judge)
        }
        return try judge.code(draft.signed())
    }

    /// Seconds from now of `created` and `expires`.
    @Test(
        arguments: [
            (0, 300, true), (0, 301, false), (60, 61, true), (61, 62, false), (60, 360, true), (-1, -1, false),
            (0, -1, false),
            (0, 1, true), (-100, -60, true), (-100, -61, false), (-360, -60, true), (-361, -60, false),
        ] as [(Int64, Int64, Bool)])
    func `is good within its window, to the second`(created: Int64, expires: Int64, isGood: Bool) throws {
        var draft = Draft()
        draft.set("created", "\(Draft.now + created)")
        draft.set("expires", "\(Draft.now + expires)")
        #expect(try Judge().code(draft.signed()) == (isGood ? nil : "webhook_signature_window_invalid"))
    }

    @Test(arguments: ["created", "expires", "nonce", "keyid", "alg", "tag"])
    func `needs every parameter`(name: String) throws {
        var draft = Draft()
        draft.set(name, nil)
        #expect(try Judge().code(draft.signed()) == "webhook_signature_params_incomplete")
    }

    @Test(arguments: [
        // 15 bytes, padding, the other alphabet, bits left over, characters of neither.
        #""AAAAAAAAAAAAAAAAAAAA""#, #""KXYnfEfJ0PBRZXQyVXfVQA==""#, #""KXYnfEfJ0PBRZXQy+XfVQA""#,
        #""KXYnfEfJ0PBRZXQyVXfVQB""#, #""KXYnfEfJ0PBRZXQy VXfVQA""#, #""""#,
    ])
    func `needs a nonce worth the name`(nonce: String) throws {
        var draft = Draft()
        draft.set("nonce", nonce)
        #expect(try Judge().code(draft.signed()) == "webhook_signature_params_incomplete")
    }

    @Test(arguments: [
        ("created", #""1776520800""#), ("created", "1776520800.0"), ("created", "?1"), ("expires", "@1776521100"),
        ("created", "9999999999999999"), ("keyid", "seller-2026"), ("nonce", ":AAAA:"), ("alg", "ed25519"),
        ("tag", "7"),
        ("other", "token"), ("other", "?0"), ("keyid", "\"\(String(repeating: "k", count: 257))\""),
        ("keyid", "\"schlüssel\""), ("keyid", #""a\b""#), ("keyid", "\"open"), ("other", #"%"a""#),
    ])
    func `has strings and integers for parameters`(name: String, text: String) throws {
        var draft = Draft()
        draft.set(name, text)
        #expect(try Judge().code(draft.signed()) == "webhook_signature_header_malformed")
    }

    @Test func `may have parameters that we do not know`() throws {
        var draft = Draft()
        draft.set("other", #""a;b,c\"=(""#)
        #expect(try Judge().code(draft.signed()) == nil)
    }

    @Test(arguments: ["@method", "@target-uri", "@authority", "content-type", "content-digest"])
    func `covers what has to be covered`(component: String) throws {
        var draft = Draft()
        draft.components.removeAll { $0 == "\"\(component)\"" }
        #expect(try Judge().code(draft.signed()) == "webhook_signature_components_incomplete")
    }

    @Test func `may cover more, in any order`() throws {
        var draft = Draft()
        draft.fields.append(("X-Trace", "  a b\t"))
        draft.tampering.append { $0.message.headers.append(("x-trace", "c")) }
        draft.components = draft.components.reversed() + [#""x-trace""#]
        // Signed as one line with the white space gone; sent as two.
        var signed = draft
        signed.fields[1].value = "a b, c"
        var webhook = try draft.signed()
        webhook.set("Signature", try signed.signed().value("Signature"))
        #expect(Judge().code(webhook) == nil)
    }

    @Test(arguments: [
        #""@query""#, #""@path""#, #""@status""#, #""x-absent""#, #""Content-Type""#, #""@method""#, "token", "7",
        #""content-type";sf"#, #""content-type";req"#, "(\"a\")",
    ])
    func `cannot cover what has no one value`(component: String) throws {
        var draft = Draft()
        draft.components.append(component)
        #expect(try Judge().code(draft.signed()) == "webhook_signature_header_malformed")
    }

    @Test func `is signed with its parameters as they were written`() throws {
        var draft = Draft()
        let text = try draft.signed().value("Signature-Input").dropFirst("sig1=".count)
        draft.parameterText = String(
            text.replacing(";created", with: ";  created").replacing("(", with: "( ").replacing(
                " \"@a", with: "   \"@a"))
        #expect(try Judge().code(draft.signed()) == nil)
    }

    @Test func `that proves itself otherwise is in the wrong mode, and one that does not at all is malformed`() throws {
        var webhook = try Draft().signed()
        webhook.message.headers = [("Content-Type", "application/json")]
        #expect(Judge().code(webhook) == "webhook_signature_header_malformed")
        webhook.message.headers = [("X-ADCP-Signature", "sha256=00")]
        #expect(Judge().code(webhook) == "webhook_mode_mismatch")
        webhook.message.headers = [("authorization", "Bearer x")]
        #expect(Judge().code(webhook) == "webhook_mode_mismatch")
    }
}
