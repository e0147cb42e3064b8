extension JSON {
    /// Reads JSON text strictly: UTF-8 without a byte order mark, each member name once, nothing after the value.
    ///
    /// Text that two readers could take for two values is refused, since what we verify and hash must be what everyone sees.
    /// NUL is refused because PostgreSQL cannot hold it.
    ///
    /// - Parameter maximumDepth: arrays and objects inside each other.
    public init(parsing bytes: some Sequence<UInt8>, maximumDepth: Int = 64) throws(JSONError) {
        var parser = JSONParser(bytes: Array(bytes), maximumDepth: maximumDepth)
        self = try parser.parse()
    }

    /// Reads JSON text strictly, as from its bytes.
    public init(parsing text: String, maximumDepth: Int = 64) throws(JSONError) {
        try self.init(parsing: text.utf8, maximumDepth: maximumDepth)
    }
}

struct JSONParser {
    let bytes: [UInt8]
    let maximumDepth: Int
    var offset = 0
    private var duplicates = DuplicateNames()

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func parse() throws(JSONError) -> JSON {
        do throws(JSONError) {
            let value = try self.parseValue(depth: 0)
            self.skipSpace()
            guard self.offset == self.bytes.count else { throw self.failure(.trailingText) }
            guard let duplicate = self.duplicates.error else { return value }
            throw duplicate
        } catch {
            // The first fault is told. What follows it was only read for more names.
            guard let duplicate = self.duplicates.error else { throw error }
            throw duplicate
        }
    }

    func failure(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        JSONError(reason: reason, offset: offset ?? self.offset)
    }

    var next: UInt8? {
        self.offset < self.bytes.count ? self.bytes[self.offset] : nil
    }

    private mutating func skipSpace() {
        while let byte = self.next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.offset += 1
        }
    }

    /// Takes the byte if it is next, after any white space.
    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        self.skipSpace()
        guard self.next == UInt8(ascii: byte) else { return false }
        self.offset += 1
        return true
    }

    private mutating func expect(_ byte: Unicode.Scalar) throws(JSONError) {
        guard self.take(byte) else {
            throw self.failure(self.next == nil ? .unexpectedEnd : .unexpectedCharacter)
        }
    }

    private mutating func parseValue(depth: Int) throws(JSONError) -> JSON {
        self.skipSpace()
        guard let byte = self.next else { throw self.failure(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "{"): return try self.parseObject(depth: depth + 1)
        case UInt8(ascii: "["): return try self.parseArray(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try self.parseString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try self.parseNumber()
        case UInt8(ascii: "t"): return try self.parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try self.parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try self.parseWord("null", .null)
        default: throw self.failure(.unexpectedCharacter)
        }
    }

    private mutating func parseWord(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard self.bytes[self.offset...].starts(with: word.utf8) else { throw self.failure(.unexpectedCharacter) }
        self.offset += word.utf8.count
        return value
    }

    private mutating func enter(depth: Int) throws(JSONError) {
        guard depth <= self.maximumDepth else { throw self.failure(.tooDeep) }
        self.offset += 1
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> JSON {
        try self.enter(depth: depth)
        var elements: [JSON] = []
        if self.take("]") { return .array(elements) }
        repeat {
            elements.append(try self.parseValue(depth: depth))
        } while self.take(",")
        try self.expect("]")
        return .array(elements)
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> JSON {
        try self.enter(depth: depth)
        var members: [JSONObject.Element] = []
        var names: Set<MemberName> = []
        if self.take("}") { return .object(JSONObject()) }
        repeat {
            self.skipSpace()
            let start = self.offset
            guard self.next == UInt8(ascii: "\"") else {
                throw self.failure(self.next == nil ? .unexpectedEnd : .unexpectedCharacter)
            }
            let name = try self.parseString()
            if !names.insert(MemberName(name)).inserted { self.duplicates.add(name, at: start) }
            try self.expect(":")
            members.append((name, try self.parseValue(depth: depth)))
        } while self.take(",")
        try self.expect("}")
        return .object(JSONObject(distinct: members))
    }

    private mutating func parseNumber() throws(JSONError) -> JSON {
        var rest = self.bytes[self.offset...]
        guard JSONNumberText.skipNumber(&rest) else { throw self.failure(.invalidNumber) }
        let text = String(decoding: self.bytes[self.offset..<rest.startIndex], as: UTF8.self)
        guard JSONNumberText.isInRange(text) else { throw self.failure(.numberOutOfRange) }
        self.offset = rest.startIndex
        return .number(text)
    }
}
