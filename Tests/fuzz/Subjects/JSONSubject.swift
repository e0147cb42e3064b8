import AdCP

/// The parser of JSON, and both its writers.
struct JSONSubject: Subject {
    let samples = Samples.bodies + Samples.keys + Samples.values
    let tokens = Samples.jsonTokens

    func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let value: JSON
        do {
            value = try JSON(parsing: bytes)
        } catch {
            try Self.check(error, bytes)
            return
        }
        try Self.check(value)
    }

    static func check(_ value: JSON) throws(BrokenProperty) {
        let text = value.text
        let canonical = value.canonical
        guard let again = try? JSON(parsing: text) else { throw BrokenProperty("what is written can be read") }
        guard let other = try? JSON(parsing: canonical) else { throw BrokenProperty("canonical text can be read") }
        try BrokenProperty.unless(again == value, "text keeps the value")
        try BrokenProperty.unless(again.text.utf8.elementsEqual(text.utf8), "text has one form")
        try BrokenProperty.unless(other.canonical.utf8.elementsEqual(canonical.utf8), "canonical text has one form")
        try BrokenProperty.unless(again.canonical.utf8.elementsEqual(canonical.utf8), "text keeps the canonical text")
        try BrokenProperty.unless(Self.isLike(other, value), "canonical text keeps the value")
    }

    private static func check(_ error: JSONError, _ bytes: [UInt8]) throws(BrokenProperty) {
        try BrokenProperty.unless(0...bytes.count ~= error.offset, "a fault is inside the text")
        try BrokenProperty.unless(
            (1...4 ~= error.duplicateNames.count) == (error.reason == .duplicateName), "names belong to their fault")
        for name in error.duplicateNames {
            // 32 bytes, and how many more there were.
            try BrokenProperty.unless(name.description.utf8.count <= 32 + 24, "a name is short enough for a log")
        }
    }

    /// Equal, numbers by their value.
    private static func isLike(_ left: JSON, _ right: JSON) -> Bool {
        switch (left, right) {
        case (.number, .number): left.double == right.double
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy(Self.isLike)
        case (.object(let left), .object(let right)): Self.isLike(left, right)
        default: left == right
        }
    }

    private static func isLike(_ left: JSONObject, _ right: JSONObject) -> Bool {
        let values = Dictionary(right.map { (Array($0.name.utf8), $0.value) }) { first, _ in first }
        return left.count == values.count
            && left.allSatisfy { name, value in values[Array(name.utf8)].map { Self.isLike(value, $0) } ?? false }
    }
}
