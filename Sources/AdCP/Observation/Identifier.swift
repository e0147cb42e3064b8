/// Names and times that a counterparty gave and that we keep: taken only as they are, or not at all.
enum Identifier {
    /// An opaque identifier of 1 to `limit` characters without control characters; nil for anything else.
    static func opaque(_ value: JSON?, limit: Int = 512) -> String? {
        guard let text = value?.string, 1...limit ~= text.unicodeScalars.count,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        return text
    }

    /// An identifier of AdCP's restricted alphabet (`A-Z a-z 0-9 _ . : -`).
    static func restricted(_ value: JSON?, length: ClosedRange<Int>) -> String? {
        guard let text = value?.string, length ~= text.utf8.count, text.utf8.allSatisfy(Self.isRestricted) else {
            return nil
        }
        return text
    }

    private static func isRestricted(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
