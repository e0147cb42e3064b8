/// Paths in canonical spelling: dot segments resolved, then escapes normalised, in this order, as AdCP numbers the
/// steps.
enum CanonicalPath {
    /// - Parameter path: empty, or beginning with a slash.
    static func bytes(_ path: ArraySlice<UInt8>) throws(CanonicalURIError) -> [UInt8] {
        try Self.normalisingEscapes(Self.resolvingDots(path))
    }

    /// RFC 3986 §5.2.4 for a path with an authority before it: in one pass, since the path may be long and hostile.
    /// Empty segments count as segments and stay.
    private static func resolvingDots(_ path: ArraySlice<UInt8>) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        var kept: [ArraySlice<UInt8>] = []
        let segments = path.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
        for segment in segments {
            switch String(decoding: segment.prefix(3), as: UTF8.self) {
            case ".": break
            case "..": _ = kept.popLast()
            default: kept.append(segment)
            }
        }
        if let last = segments.last, last.elementsEqual(".".utf8) || last.elementsEqual("..".utf8) {
            kept.append([])
        }
        return kept.isEmpty ? [slash] : kept.flatMap { [slash] + $0 }
    }

    /// Hexadecimal digits in upper case; escapes of characters that need none are undone (RFC 3986 §6.2.2).
    private static func normalisingEscapes(_ path: [UInt8]) throws(CanonicalURIError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(path.count)
        var rest = path[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = Self.digit(rest.popFirst()), let low = Self.digit(rest.popFirst()) else {
                throw .escapeMalformed
            }
            let value = high << 4 | low
            if Self.isUnreserved(value) {
                result.append(value)
            } else {
                result += [byte, Self.hexadecimal(high), Self.hexadecimal(low)]
            }
        }
        return result
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        byte.flatMap { Character(Unicode.Scalar($0)).hexDigitValue }.map { UInt8($0) }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
