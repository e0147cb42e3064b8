/// A block of addresses: all that begin with the same bits.
struct AddressRange: Sendable {
    private let start: [UInt8]
    private let prefixLength: Int

    /// - Parameters:
    ///   - start: leading bytes of the first address; the rest is zero.
    ///   - prefixLength: bits that all addresses share.
    static func version4(_ start: [UInt8], _ prefixLength: Int) -> AddressRange {
        AddressRange(start: start + Array(repeating: 0, count: 4 - start.count), prefixLength: prefixLength)
    }

    /// As `version4`, for IPv6.
    static func version6(_ start: [UInt8], _ prefixLength: Int) -> AddressRange {
        AddressRange(start: start + Array(repeating: 0, count: 16 - start.count), prefixLength: prefixLength)
    }

    func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == self.start.count else { return false }
        let whole = self.prefixLength / 8
        guard address.bytes.prefix(whole) == self.start.prefix(whole) else { return false }
        let rest = self.prefixLength % 8
        return rest == 0 || address.bytes[whole] >> (8 - rest) == self.start[whole] >> (8 - rest)
    }
}
