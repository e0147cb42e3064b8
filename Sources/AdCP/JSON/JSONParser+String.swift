extension JSONParser {
    mutating func parseString() throws(JSONError) -> String {
        let start = self.offset
        self.offset += 1
        var text: [UInt8] = []
        while let byte = self.next {
            switch byte {
            case UInt8(ascii: "\""):
                self.offset += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw self.failure(.invalidUTF8, at: start)
                }
                return string
            case UInt8(ascii: "\\"):
                text.append(contentsOf: try self.parseEscape().utf8)
            case 0:
                throw self.failure(.nul)
            case 1..<0x20:
                throw self.failure(.controlCharacter)
            default:
                text.append(byte)
                self.offset += 1
            }
        }
        throw self.failure(.unexpectedEnd)
    }

    private mutating func parseEscape() throws(JSONError) -> String {
        let start = self.offset
        self.offset += 1
        guard let byte = self.next else { throw self.failure(.unexpectedEnd) }
        self.offset += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return String(try self.parseUnicodeEscape(from: start))
        default: throw self.failure(.invalidEscape, at: start)
        }
    }

    private mutating func parseUnicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let unit = try self.parseCodeUnit()
        if unit == 0 { throw self.failure(.nul, at: start) }
        guard UTF16.isSurrogate(unit) else {
            guard let scalar = Unicode.Scalar(unit) else { throw self.failure(.invalidEscape, at: start) }
            return scalar
        }
        guard UTF16.isLeadSurrogate(unit), self.bytes[self.offset...].starts(with: "\\u".utf8) else {
            throw self.failure(.loneSurrogate, at: start)
        }
        self.offset += 2
        let second = try self.parseCodeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw self.failure(.loneSurrogate, at: start) }
        return UTF16.decode(UTF16.EncodedScalar([unit, second]))
    }

    private mutating func parseCodeUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = self.next else { throw self.failure(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw self.failure(.invalidEscape) }
            unit = unit << 4 | UInt16(digit)
            self.offset += 1
        }
        return unit
    }
}
