import RawStructuredFieldValues

/// The `Signature-Input` of one label: what is covered, and the signature's parameters (RFC 9421 §4.1).
///
/// Narrower than the RFC: components without parameters, and signature parameters that are strings and integers.
struct SignatureInput {
    /// Names of the covered components, in order.
    let components: [String]
    /// The inner list with its parameters as received; the base repeats it byte for byte.
    let text: String
    private let parameters: OrderedMap<String, RFC9651BareItem>

    /// Bytes of the longest key identifier or nonce: they become keys of a store that all senders share.
    static let maximumParameterLength = 256

    private static let integers = ["created", "expires"]
    private static let strings = ["nonce", "keyid", "alg", "tag"]

    /// Reads the label's member; every other member has to be an inner list as well.
    init(_ label: String, in lines: [String]) throws(MalformedField) {
        let field = try DictionaryField(lines)
        var lists: [String: InnerList] = [:]
        for member in field.members {
            guard case .innerList(let list) = try DictionaryField.value(member.text) else { throw MalformedField() }
            lists[member.key] = list
        }
        guard let list = lists[label], let text = field[label] else { throw MalformedField() }
        self.components = try Self.components(list.bareInnerList)
        self.parameters = list.rfc9651Parameters
        self.text = String(decoding: text, as: UTF8.self)
        try self.checkParameters(text)
    }

    /// Unix time in seconds; nil if there is no such parameter.
    func integer(_ name: String) -> Int64? {
        guard case .integer(let value) = self.parameters[name] else { return nil }
        return value
    }

    /// The string; nil if there is no such parameter.
    func string(_ name: String) -> String? {
        guard case .string(let value) = self.parameters[name] else { return nil }
        return value
    }

    private static func components(_ list: BareInnerList) throws(MalformedField) -> [String] {
        var names: [String] = []
        var distinct: Set<String> = []
        for item in list {
            guard case .string(let name) = item.rfc9651BareItem, item.rfc9651Parameters.isEmpty,
                distinct.insert(name).inserted
            else { throw MalformedField() }
            names.append(name)
        }
        return names
    }

    private func checkParameters(_ text: ArraySlice<UInt8>) throws(MalformedField) {
        for (name, value) in self.parameters {
            switch value {
            case .integer where !Self.strings.contains(name): break
            case .string(let string) where !Self.integers.contains(name):
                guard string.utf8.count <= Self.maximumParameterLength else { throw MalformedField() }
            default: throw MalformedField()
            }
        }
        // The parser keeps the last of two parameters with one name. Components have none, so that all semicolons are
        // counted here.
        let count = try DictionaryField.parts(of: text, separatedBy: UInt8(ascii: ";")).count - 1
        guard count == self.parameters.count else { throw MalformedField() }
    }
}
