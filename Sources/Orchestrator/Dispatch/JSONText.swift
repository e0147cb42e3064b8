/// Finds single strings in JSON text without touching the rest, for text whose bytes must not change.
///
/// The text is PostgreSQL's own output of a `jsonb` object: valid, each member name once.
struct JSONText {
    let text: String

    /// The content of the string at a path of member names, as it is written: still escaped, without its quotes.
    func range(at path: [String]) -> Range<String.Index>? {
        let bytes = self.text.utf8
        var names: [Substring] = []
        var depth = 0
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                names.append("")
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                guard names.popLast() != nil, depth > 0 else { return nil }
            case UInt8(ascii: "\""):
                let content = self.string(from: bytes.index(after: index))
                guard content.upperBound < bytes.endIndex else { return nil }
                index = bytes.index(after: content.upperBound)
                if self.isName(before: index) {
                    if depth > 0 { names[depth - 1] = self.text[content] }
                } else if depth == path.count, names.elementsEqual(path, by: ==) {
                    return content
                }
                continue
            default: break
            }
            index = bytes.index(after: index)
        }
        return nil
    }

    /// The content of a string that begins here, up to its closing quote.
    private func string(from start: String.Index) -> Range<String.Index> {
        let bytes = self.text.utf8
        var index = start
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
            let isEscape = bytes[index] == UInt8(ascii: "\\")
            index = bytes.index(index, offsetBy: isEscape ? 2 : 1, limitedBy: bytes.endIndex) ?? bytes.endIndex
        }
        return start..<index
    }

    /// Whether the string that ended here is a member's name.
    private func isName(before index: String.Index) -> Bool {
        self.text.utf8[index...].first { $0 != UInt8(ascii: " ") } == UInt8(ascii: ":")
    }
}
