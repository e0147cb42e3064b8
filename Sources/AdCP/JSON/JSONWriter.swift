extension JSON {
    /// Without white space, members in order, numbers as they came.
    public var text: String {
        var writer = JSONWriter(isCanonical: false)
        writer.write(self)
        return writer.text
    }

    /// The one text of this value by RFC 8785: what is hashed and compared. Equal values have equal canonical text.
    public var canonical: String {
        var writer = JSONWriter(isCanonical: true)
        writer.write(self)
        return writer.text
    }
}

/// Writes JSON in UTF-8. RFC 8785's escapes are also the shortest, so that both forms share them.
private struct JSONWriter {
    let isCanonical: Bool
    private var bytes: [UInt8] = []

    init(isCanonical: Bool) {
        self.isCanonical = isCanonical
    }

    var text: String {
        String(decoding: self.bytes, as: UTF8.self)
    }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: self.append("null")
        case .bool(let value): self.append(value ? "true" : "false")
        case .number(let text): self.writeNumber(text)
        case .string(let text): self.writeString(text)
        case .array(let elements):
            self.writeList("[", elements, "]") { $0.write($1) }
        case .object(let object):
            self.writeList("{", self.isCanonical ? object.sorted : Array(object), "}") { writer, member in
                writer.writeString(member.name)
                writer.append(":")
                writer.write(member.value)
            }
        }
    }

    private mutating func writeList<Element>(
        _ open: StaticString, _ elements: [Element], _ close: StaticString, _ write: (inout Self, Element) -> Void
    ) {
        self.append(open)
        for (position, element) in elements.enumerated() {
            if position > 0 { self.append(",") }
            write(&self, element)
        }
        self.append(close)
    }

    private mutating func writeNumber(_ text: String) {
        guard JSONNumberText.isNumber(text), let value = Double(text), value.isFinite || !self.isCanonical else {
            self.append("null")
            return
        }
        self.bytes.append(contentsOf: (self.isCanonical ? JSONNumberText.canonical(value) : text).utf8)
    }

    private mutating func writeString(_ text: String) {
        self.append("\"")
        if text.utf8.contains(where: Self.needsEscape) {
            self.writeEscaped(text)
        } else {
            self.bytes.append(contentsOf: text.utf8)
        }
        self.append("\"")
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func writeEscaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): self.append("\\\"")
            case UInt8(ascii: "\\"): self.append("\\\\")
            case 0x08: self.append("\\b")
            case 0x09: self.append("\\t")
            case 0x0A: self.append("\\n")
            case 0x0C: self.append("\\f")
            case 0x0D: self.append("\\r")
            case 0..<0x20:
                self.append(byte < 0x10 ? "\\u000" : "\\u00")
                self.bytes.append(contentsOf: String(byte, radix: 16).utf8)
            default: self.bytes.append(byte)
            }
        }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { self.bytes.append(contentsOf: $0) }
    }
}
