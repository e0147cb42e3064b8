/// Text is not JSON that we take, with the place where that showed. Its description never quotes the
/// text, which may be a secret or hostile.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable, CaseIterable {
        case unexpectedEnd = "the text ends early"
        case unexpectedCharacter = "unexpected character"
        case trailingText = "text after the value"
        case duplicateName = "member name given twice"
        case tooDeep = "nested too deeply"
        case invalidUTF8 = "not UTF-8"
        case loneSurrogate = "half of a surrogate pair"
        case nul = "NUL in a string"
        case controlCharacter = "unescaped control character in a string"
        case invalidEscape = "unknown escape"
        case invalidNumber = "malformed number"
        /// It has no finite double, or so many digits or so large an exponent that it can only be mischief.
        case numberOutOfRange = "number out of range"
    }

    public let reason: Reason
    /// Bytes before the place.
    public let offset: Int
    /// Names that were given twice in one object, at most four: for a log (AdCP, verifier checklist for webhooks, 14b).
    public let duplicateNames: [LogText]

    init(reason: Reason, offset: Int, duplicateNames: [LogText] = []) {
        self.reason = reason
        self.offset = offset
        self.duplicateNames = duplicateNames
    }

    public var description: String {
        "JSON: \(self.reason.rawValue) at byte \(self.offset)"
    }
}
