import RawStructuredFieldValues

/// A header field that is a structured dictionary (RFC 8941 §3.2), each member with its text as it came.
///
/// The parser of structured fields keeps the last of several members with one key and forgets how members were written.
/// Here a key that comes twice is an error, because two readers could take two values for the one that was signed; and
/// the text is kept, because `@signature-params` repeats it. So the field is cut into members here, and each member's
/// value goes to the parser.
struct DictionaryField {
    struct Member {
        let key: String
        /// The value with its parameters, as received.
        let text: ArraySlice<UInt8>
    }

    let members: [Member]

    /// Bytes of the longest field, all its lines together, that is read.
    static let maximumLength = 8_192

    /// - Parameter lines: the field's values in the order they came. Each is read on its own, so that no string or list
    ///   goes on from one into the next.
    init(_ lines: [String]) throws(MalformedField) {
        guard lines.reduce(0, { $0 + $1.utf8.count }) <= Self.maximumLength else { throw MalformedField() }
        var keys: Set<String> = []
        var members: [Member] = []
        for line in lines {
            for text in try Self.parts(of: Array(line.utf8)[...], separatedBy: UInt8(ascii: ",")) {
                let member = try Self.member(text)
                guard keys.insert(member.key).inserted else { throw MalformedField() }
                members.append(member)
            }
        }
        self.members = members
    }

    subscript(key: String) -> ArraySlice<UInt8>? {
        self.members.first { $0.key == key }?.text
    }

    /// The text's parts between separators that stand outside of strings, without white space around them.
    ///
    /// It knows the strings of RFC 8941 and no display strings (RFC 9651), which escape otherwise and which no field
    /// here may have.
    static func parts(
        of text: ArraySlice<UInt8>, separatedBy separator: UInt8
    ) throws(MalformedField) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var isInString = false
        var isEscaped = false
        for index in text.indices {
            switch text[index] {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isInString: isEscaped = true
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "%") where !isInString: throw MalformedField()
            case separator where !isInString:
                parts.append(Self.trimmed(text[start..<index]))
                start = index + 1
            default: break
            }
        }
        return parts + [Self.trimmed(text[start...])]
    }

    /// The value as the parser of structured fields understands it.
    static func value(_ text: some RandomAccessCollection<UInt8>) throws(MalformedField) -> ItemOrInnerList {
        var parser = StructuredFieldValueParser(text)
        // A list of one: the parser has no other way in for what is an item or an inner list.
        guard let values = try? parser.parseListFieldValue(), values.count == 1 else { throw MalformedField() }
        return values[0]
    }

    private static func member(_ text: ArraySlice<UInt8>) throws(MalformedField) -> Member {
        let key = text.prefix { $0 != UInt8(ascii: "=") }
        // A key without a value means "true", which says nothing in any of the fields here.
        guard key.endIndex < text.endIndex, Self.isKey(key) else { throw MalformedField() }
        let value = text[(key.endIndex + 1)...]
        // No white space belongs there, which the parser would pass over at the beginning of a field.
        guard let first = value.first, !Self.isWhiteSpace(first) else { throw MalformedField() }
        return Member(key: String(decoding: key, as: UTF8.self), text: value)
    }

    private static func isKey(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, first == UInt8(ascii: "*") || Self.isLowercase(first) else { return false }
        return text.allSatisfy { byte in
            Self.isLowercase(byte) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "_-.*".utf8.contains(byte)
        }
    }

    private static func isLowercase(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let first = text.first, Self.isWhiteSpace(first) { text.removeFirst() }
        while let last = text.last, Self.isWhiteSpace(last) { text.removeLast() }
        return text
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}

/// A header field is not what its specification says.
struct MalformedField: Error, Equatable {}
