import Foundation

/// Base64 in the alphabet of URLs and without padding (RFC 4648 §5), as JWKs, nonces and the profile's signatures are
/// written.
enum Base64URL {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(
            decoding: Data(bytes).base64EncodedData().filter { $0 != UInt8(ascii: "=") }.map(Self.urlByte),
            as: UTF8.self)
    }

    /// The bytes; nil for characters of another alphabet, padding, and bits left over that are not zero, since those
    /// would give one value several spellings.
    static func bytes(_ text: some Sequence<UInt8>) -> [UInt8]? {
        let text = Array(text)
        guard !text.contains(where: { Self.isStandardOnly($0) || $0 == UInt8(ascii: "=") }) else { return nil }
        return Self.bytes(standard: text.map(Self.standardByte))
    }

    /// Standard base64 with padding (RFC 4648 §4), as RFC 8941 has byte sequences.
    static func standardText(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The bytes of standard base64 with its padding; nil for anything else.
    static func bytes(paddedStandard text: some Sequence<UInt8>) -> [UInt8]? {
        let text = Array(text)
        guard text.count.isMultiple(of: 4), !text.contains(where: Self.isURLOnly) else { return nil }
        return Self.bytes(eitherAlphabet: text)
    }

    /// The bytes of text in either alphabet, padded or not; nil for a mixture of the two.
    static func bytes(eitherAlphabet text: some Sequence<UInt8>) -> [UInt8]? {
        let text = Array(text)
        if text.contains(where: Self.isStandardOnly), text.contains(where: Self.isURLOnly) { return nil }
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding == 0 || (padding <= 2 && text.count.isMultiple(of: 4)) else { return nil }
        return Self.bytes(standard: text.dropLast(padding).map(Self.standardByte))
    }

    /// A byte of the URL alphabet in the standard one, which RFC 8941 prescribes and its parser demands.
    static func standardByte(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }

    private static func urlByte(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
    }

    private static func isStandardOnly(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }

    private static func isURLOnly(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func bytes(standard text: [UInt8]) -> [UInt8]? {
        let padding = (4 - text.count % 4) % 4
        guard padding < 3,
            let data = Data(base64Encoded: Data(text + Array(repeating: UInt8(ascii: "="), count: padding)))
        else { return nil }
        return data.base64EncodedData().dropLast(padding).elementsEqual(text) ? Array(data) : nil
    }
}
