import RawStructuredFieldValues

/// The field `Signature`: a byte sequence for each label (RFC 9421 §4.2).
enum SignatureField {
    /// The signature of a label.
    ///
    /// AdCP's webhooks, and its requests before 3.2, have it in the alphabet of URLs and without padding, which is no byte sequence by
    /// RFC 8941: the label's own is read as its profile has it and in no other way, those of other labels may be written either way.
    static func bytes(
        of label: String, in lines: [String], _ encoding: SignatureProfile.Encoding
    ) throws(MalformedField) -> [UInt8] {
        let field = try DictionaryField(lines)
        for member in field.members {
            _ = try ByteSequence(member.text)
        }
        guard let text = field[label] else { throw MalformedField() }
        let token = try ByteSequence(text).token
        let bytes = encoding == .url ? Base64URL.bytes(token) : Base64URL.bytes(paddedStandard: token)
        guard let bytes else { throw MalformedField() }
        return bytes
    }
}

/// A byte sequence in either alphabet of base64, not yet decoded.
struct ByteSequence {
    /// What stands between the colons.
    let token: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) throws(MalformedField) {
        let colon = UInt8(ascii: ":")
        guard text.first == colon, let end = text.dropFirst().firstIndex(of: colon) else { throw MalformedField() }
        self.token = text[(text.startIndex + 1)..<end]
        // The parser knows the standard alphabet alone; what follows the sequence is its business, too.
        let standard = [colon] + self.token.map(Base64URL.standardByte) + text[end...]
        guard case .item = try DictionaryField.value(standard) else { throw MalformedField() }
    }
}
