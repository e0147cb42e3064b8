import struct Foundation.UUID

/// Writes parameters in PostgreSQL's text format, each ended by a NUL, one behind the other.
struct ParameterText {
    /// Texts of all parameters.
    private(set) var bytes: [UInt8] = []
    /// Where each parameter begins; nil for SQL null.
    private(set) var offsets: [Int?] = []

    init(_ values: [PostgresValue]) throws(PostgresError) {
        self.offsets.reserveCapacity(values.count)
        self.bytes.reserveCapacity(values.count * 40)
        for value in values {
            let start = self.bytes.count
            let isPresent = try self.write(value)
            self.offsets.append(isPresent ? start : nil)
            if isPresent { self.bytes.append(0) }
        }
    }

    /// Returns false for SQL null, for which nothing is written.
    private mutating func write(_ value: PostgresValue) throws(PostgresError) -> Bool {
        switch value {
        case .null, .text(nil), .int(nil), .bool(nil), .uuid(nil), .bytes(nil): return false
        case .text(let text?): try self.writeText(text)
        case .int(let number?): self.bytes.append(contentsOf: String(number).utf8)
        case .bool(let flag?): self.bytes.append(UInt8(ascii: flag ? "t" : "f"))
        case .uuid(let uuid?): self.writeUUID(uuid)
        case .bytes(let bytes?): self.writeHexadecimal(bytes, prefix: "\\x")
        case .textArray(let elements):
            try self.writeArray(elements) { text, element throws(PostgresError) in try text.writeQuoted(element) }
        case .intArray(let elements):
            self.writeArray(elements) { text, element in text.bytes.append(contentsOf: String(element).utf8) }
        case .uuidArray(let elements):
            self.writeArray(elements) { text, element in text.writeUUID(element) }
        case .bytesArray(let elements):
            // The backslash of the hexadecimal form is itself escaped inside an array.
            self.writeArray(elements) { text, element in
                text.bytes.append(UInt8(ascii: "\""))
                text.writeHexadecimal(element, prefix: "\\\\x")
                text.bytes.append(UInt8(ascii: "\""))
            }
        }
        return true
    }

    /// libpq reads a text up to its first NUL: one inside would cut the value short without a word.
    private mutating func writeText(_ text: String) throws(PostgresError) {
        let start = self.bytes.count
        self.bytes.append(contentsOf: text.utf8)
        if self.bytes[start...].contains(0) {
            throw .containsNUL()
        }
    }

    private mutating func writeQuoted(_ text: String) throws(PostgresError) {
        self.bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0: throw .containsNUL()
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                self.bytes.append(UInt8(ascii: "\\"))
                self.bytes.append(byte)
            default: self.bytes.append(byte)
            }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeUUID(_ uuid: UUID) {
        withUnsafeBytes(of: uuid.uuid) { bytes in
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 { self.bytes.append(UInt8(ascii: "-")) }
                self.writeHexadecimal(byte)
            }
        }
    }

    private mutating func writeHexadecimal(_ bytes: [UInt8], prefix: String) {
        self.bytes.append(contentsOf: prefix.utf8)
        for byte in bytes { self.writeHexadecimal(byte) }
    }

    private mutating func writeHexadecimal(_ byte: UInt8) {
        self.writeDigit(byte >> 4)
        self.writeDigit(byte & 15)
    }

    private mutating func writeDigit(_ digit: UInt8) {
        self.bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }

    private mutating func writeArray<Element, Failure: Error>(
        _ elements: [Element?], _ write: (inout Self, Element) throws(Failure) -> Void
    ) throws(Failure) {
        self.bytes.append(UInt8(ascii: "{"))
        for (index, element) in elements.enumerated() {
            if index > 0 { self.bytes.append(UInt8(ascii: ",")) }
            if let element {
                try write(&self, element)
            } else {
                self.bytes.append(contentsOf: "NULL".utf8)
            }
        }
        self.bytes.append(UInt8(ascii: "}"))
    }

    /// Gives the parameters as the array of C strings that libpq takes; valid during the call only.
    func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?, Int32) -> Result) -> Result {
        guard !self.offsets.isEmpty else { return body(nil, 0) }
        return self.bytes.withUnsafeBytes { bytes in
            let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let count = self.offsets.count
            return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { pointers in
                for (index, offset) in self.offsets.enumerated() {
                    pointers.initializeElement(at: index, to: offset.flatMap { offset in base.map { $0 + offset } })
                }
                return body(pointers.baseAddress, Int32(count))
            }
        }
    }
}
