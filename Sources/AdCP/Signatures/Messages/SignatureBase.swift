/// The bytes that are signed (RFC 9421 §2.5), but for the two components that tell the address.
struct SignatureBase {
    private enum Line {
        case method
        case targetURI
        case authority
        case field(name: String, value: String)
    }

    private let lines: [Line]
    /// The signature's parameters as received: to write them anew from what was parsed would be the RFC's way, but
    /// AdCP's senders sign what they wrote.
    private let parameters: String

    /// Takes the values of the covered fields. Derived components are the three that the profile knows.
    init(_ input: SignatureInput, _ message: WebhookRequest) throws(MalformedField) {
        var fields: [String: [String]] = [:]
        for (name, value) in message.headers {
            fields[name.lowercased(), default: []].append(value)
        }
        self.lines = try input.components.map { name throws(MalformedField) in
            switch name {
            case "@method": return .method
            case "@target-uri": return .targetURI
            case "@authority": return .authority
            default:
                guard let values = fields[name] else { throw MalformedField() }
                return .field(name: name, value: try Self.value(values))
            }
        }
        self.parameters = input.text
    }

    func text(method: String, uri: CanonicalURI) -> String {
        let lines = self.lines.map { line in
            switch line {
            case .method: "\"@method\": \(method)"
            case .targetURI: "\"@target-uri\": \(uri.text)"
            case .authority: "\"@authority\": \(uri.authority)"
            case .field(let name, let value): "\"\(name)\": \(value)"
            }
        }
        return (lines + ["\"@signature-params\": \(self.parameters)"]).joined(separator: "\n")
    }

    /// The field's values without white space around them, joined as one (RFC 9421 §2.1). A line break would begin a
    /// line of the base.
    private static func value(_ values: [String]) throws(MalformedField) -> String {
        guard values.allSatisfy({ $0.utf8.allSatisfy { byte in byte >= 0x20 && byte != 0x7F || byte == 0x09 } }) else {
            throw MalformedField()
        }
        return values.map { value in
            let isWhiteSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
            let text = value.utf8.drop(while: isWhiteSpace)
            return String(decoding: text.reversed().drop(while: isWhiteSpace).reversed(), as: UTF8.self)
        }.joined(separator: ", ")
    }
}
