/// The text of numbers: RFC 8259's grammar, and the one spelling per value that RFC 8785 takes from ECMAScript.
enum JSONNumberText {
    /// More digits than any double needs; longer numbers can only be mischief.
    static let maximumLength = 512
    /// Beyond what a double can express, with room for shifted points.
    static let maximumExponent = 400

    static func isNumber(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        return self.skipNumber(&bytes) && bytes.isEmpty
    }

    /// Moves past one number by the grammar; false where there is none.
    static func skipNumber<Bytes>(_ bytes: inout Bytes) -> Bool
    where Bytes: Collection, Bytes.Element == UInt8, Bytes.SubSequence == Bytes {
        if bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
        if bytes.first == UInt8(ascii: "0") {
            bytes.removeFirst()
        } else if !self.skipDigits(&bytes) {
            return false
        }
        if bytes.first == UInt8(ascii: ".") {
            bytes.removeFirst()
            guard self.skipDigits(&bytes) else { return false }
        }
        if bytes.first == UInt8(ascii: "e") || bytes.first == UInt8(ascii: "E") {
            bytes.removeFirst()
            if bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
            guard self.skipDigits(&bytes) else { return false }
        }
        return true
    }

    private static func skipDigits<Bytes>(_ bytes: inout Bytes) -> Bool
    where Bytes: Collection, Bytes.Element == UInt8, Bytes.SubSequence == Bytes {
        let rest = bytes.drop { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        defer { bytes = rest }
        return rest.startIndex != bytes.startIndex
    }

    /// Whether a number that satisfies the grammar is one that every reader of it can hold.
    static func isInRange(_ text: String) -> Bool {
        guard text.utf8.count <= self.maximumLength, let value = Double(text), value.isFinite else { return false }
        guard let mark = text.utf8.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return true }
        guard let exponent = Int(text[text.utf8.index(after: mark)...]) else { return false }
        return exponent.magnitude <= self.maximumExponent
    }

    /// ECMAScript's `Number::toString` (RFC 8785 §3.2.2.3).
    ///
    /// Swift's description of a double already has the shortest digits that read back to the same value, and the
    /// closest of those; only the notation differs.
    static func canonical(_ value: Double) -> String {
        if value == 0 { return "0" }
        let sign = value < 0 ? "-" : ""
        let (digits, point) = self.shortestDigits(value.magnitude)
        return sign + self.notation(digits, point: point)
    }

    /// Decimal digits without zeros around them, and where the decimal point stands, counted from before the first digit.
    private static func shortestDigits(_ value: Double) -> (digits: String, point: Int) {
        let parts = value.description.split(separator: "e")
        let significand = parts.first ?? "0"
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let whole = significand.prefix { $0 != "." }
        let all = significand.filter { $0 != "." }
        let significant = all.drop { $0 == "0" }
        let trailing = significant.reversed().prefix { $0 == "0" }.count
        return (
            String(significant.dropLast(trailing)),
            whole.count - (all.count - significant.count) + exponent
        )
    }

    private static func notation(_ digits: String, point: Int) -> String {
        switch point {
        case digits.count...21:
            return digits + String(repeating: "0", count: point - digits.count)
        case 1...21:
            return "\(digits.prefix(point)).\(digits.dropFirst(point))"
        case -5...0:
            return "0." + String(repeating: "0", count: -point) + digits
        default:
            let exponent = point - 1
            let fraction = digits.count > 1 ? ".\(digits.dropFirst())" : ""
            return "\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(exponent.magnitude)"
        }
    }
}
