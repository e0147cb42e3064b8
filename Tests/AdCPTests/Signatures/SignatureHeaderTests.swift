import Foundation
import Testing

@testable import AdCP

@Suite struct `the header of a signed webhook` {
    static let malformed = "webhook_signature_header_malformed"

    private func code(_ change: (inout SignedMessage) -> Void) throws -> String? {
        var webhook = try Draft().signed()
        change(&webhook)
        return Judge().code(webhook)
    }

    @Test func `may have signatures of others, on the same line or on another`() throws {
        let other = #"relay=("@method");created=1;keyid="relay""#
        #expect(
            try self.code { webhook in
                webhook.set("Signature-Input", "\(other) ,\t" + webhook.value("Signature-Input"))
                webhook.set("Signature", webhook.value("Signature") + ", relay=:+/+/AA==:;a=1")
            } == nil)
        #expect(
            try self.code { webhook in
                webhook.add("signature-input", other)
                webhook.add("SIGNATURE", "relay=:-_AA:")
            } == nil)
    }

    @Test func `counts the label sig1 alone`() throws {
        var draft = Draft()
        draft.label = "sig2"
        #expect(try Judge().code(draft.signed()) == Self.malformed)
        draft.label = "SIG1"
        #expect(try Judge().code(draft.signed()) == Self.malformed)
    }

    @Test(arguments: ["Signature-Input", "Signature"])
    func `has each label once`(name: String) throws {
        #expect(try self.code { $0.set(name, "\($0.value(name)), \($0.value(name))") } == Self.malformed)
        #expect(try self.code { $0.add(name, $0.value(name)) } == Self.malformed)
        #expect(try self.code { $0.add(name.lowercased(), $0.value(name)) } == Self.malformed)
    }

    @Test(arguments: [
        ("Content-Type", "application/json"), ("Content-Digest", "sha-512=:AAAA:"), ("Host", "buyer.example"),
    ])
    func `has its other fields on one line`(name: String, value: String) throws {
        #expect(
            try self.code { webhook in
                if name == "Host" { webhook.add(name, value) }
                webhook.add(name.lowercased(), value)
            } == Self.malformed)
    }

    @Test func `has one content type`() throws {
        #expect(try self.code { $0.set("Content-Type", "application/json, text/plain") } == Self.malformed)
        var draft = Draft()
        draft.fields = [("Content-Type", #"application/json; profile="a,b""#)]
        #expect(try Judge().code(draft.signed()) == nil)
    }

    @Test(arguments: [
        "", ",", "sig1", "sig1=", "sig1=()", "sig1=(", "sig1=token", "sig1=:AAAA:", "sig1=(\"@method\"",
        "sig1 =(\"@method\")",
        "sig1= (\"@method\")", "Sig1=(\"@method\")", "sig1=(\"@method\");created", "sig1=(\"@method\"),",
        "1=(\"@method\")",
        "sig1=(\"@method\"\"@authority\")", "sig1=(\"@method\"); =1", "sig1=(\"@method\") x",
        "sig1=(\"@method\"), other=:AA:",
    ])
    func `has a Signature-Input that is a dictionary of lists`(value: String) throws {
        let code = try self.code { $0.set("Signature-Input", value) }
        // A list that is well formed and empty is no syntax error; it lacks the parameters.
        #expect(code == (value == "sig1=()" ? "webhook_signature_params_incomplete" : Self.malformed))
    }

    @Test func `gives no parameter twice`() throws {
        for text in [";created=1", ";keyid=\"other\"", ";created=\(Draft.now)"] {
            var draft = Draft()
            draft.parameterText = try draft.signed().value("Signature-Input").dropFirst("sig1=".count) + text
            #expect(try Judge().code(draft.signed()) == Self.malformed)
        }
    }

    @Test func `has its signature in the URL alphabet without padding`() throws {
        let bytes = Array(repeating: UInt8(0xFB), count: 64)
        let standard = Data(bytes).base64EncodedString()
        let unpadded = standard.replacing("=", with: "")
        for token in [standard, unpadded, Base64URL.text(bytes) + "==", "A+B-" + Base64URL.text(bytes).dropFirst(4)] {
            #expect(try self.code { $0.set("Signature", "sig1=:\(token):") } == Self.malformed)
        }
        #expect(try self.code { $0.set("Signature", "sig1=:\(Base64URL.text(bytes)):") } == "webhook_signature_invalid")
        // Bits left over that are not zero would be a second spelling.
        let spelling = try self.code { webhook in
            webhook.set("Signature", webhook.value("Signature").dropLast(2) + "_:")
        }
        #expect(spelling == Self.malformed)
        for length in [0, 1, 63, 65, 128] {
            let token = Base64URL.text(Array(repeating: UInt8(1), count: length))
            #expect(try self.code { $0.set("Signature", "sig1=:\(token):") } == "webhook_signature_invalid")
        }
    }

    @Test(arguments: [
        "sig1=AAAA", "sig1=:AAAA", "sig1=:AA AA:", "sig1=(:AAAA:)", "sig1=:AAAA:x", "sig1=:AAAAA:", "sig1=\"AAAA\"",
    ])
    func `has a Signature that is a dictionary of byte sequences`(value: String) throws {
        #expect(try self.code { $0.set("Signature", value) } == Self.malformed)
    }

    @Test func `has its digest in either alphabet, beside others`() throws {
        for body in [Array("{}".utf8), Array(#"{"status":"completed"}"#.utf8), Array("{\"n\":1}".utf8)] {
            let standard = Data(Draft.digest(body)).base64EncodedString()
            for token in [
                standard, standard.replacing("=", with: ""), Base64URL.text(Draft.digest(body)),
                Base64URL.text(Draft.digest(body)) + "=",
            ] {
                var draft = Draft()
                draft.body = body
                draft.digestField = "sha-512=:AAAA:, sha-256=:\(token):"
                #expect(try Judge().code(draft.signed()) == nil)
            }
        }
    }

    @Test(arguments: [
        ("sha-256=:AAAA:", "webhook_signature_digest_mismatch"),
        ("sha-512=:AAAA:", "webhook_signature_digest_mismatch"),
        ("sha-256=:+A-A:", malformed), ("SHA-256=:AAAA:", malformed), ("sha-256=AAAA", malformed), ("", malformed),
        ("sha-256=:AAAA:, sha-256=:AAAA:", malformed), ("sha-256=:AAAA=:", malformed), ("sha-256=:A:", malformed),
    ])
    func `has a digest of the body`(value: String, code: String) throws {
        var draft = Draft()
        draft.digestField = value
        #expect(try Judge().code(draft.signed()) == code)
    }

    @Test func `covers no field that is not there`() throws {
        #expect(try self.code { $0.set("Content-Digest", nil) } == Self.malformed)
        #expect(try self.code { $0.set("Content-Type", nil) } == Self.malformed)
    }

    @Test func `has no line breaks in what is covered`() throws {
        var draft = Draft()
        draft.fields.append(("x-trace", "a\n\"@method\": GET"))
        draft.components.append(#""x-trace""#)
        #expect(try Judge().code(draft.signed()) == Self.malformed)
    }
}
