import Foundation

/// Hosts in canonical spelling: lower case, in ASCII, without the dot of the DNS root.
enum CanonicalHost {
    /// - Parameter host: a name, or an address, IPv6 in brackets.
    static func text(_ host: ArraySlice<UInt8>) throws(CanonicalURIError) -> String {
        guard !host.isEmpty, host.count <= Self.maximumLength else { throw .hostMalformed }
        if host.first == UInt8(ascii: "[") { return try Self.address(host) }
        guard host.allSatisfy({ $0 >= 0x80 || Self.mayAppearInName($0) }) else { throw .hostMalformed }
        var name = String(decoding: host, as: UTF8.self)
        name = host.allSatisfy { $0 < 0x80 } ? name.lowercased() : try Self.ascii(name)
        // The root's dot is stripped in the ASCII form, since other full stops than ours become dots on the way to it.
        if name.utf8.last == UInt8(ascii: ".") { name.removeLast() }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy({ 1...63 ~= $0.utf8.count }) else { throw .hostMalformed }
        return name
    }

    /// Bytes of the longest host that is read: a name of 253 letters may take four bytes for each.
    private static let maximumLength = 1_024

    /// UTS 46, nontransitional, by way of the ICU in Foundation: the only public door to it is a URL's host. What
    /// cannot be put into ASCII comes back with percent signs.
    private static func ascii(_ name: String) throws(CanonicalURIError) -> String {
        var components = URLComponents()
        components.scheme = "https"
        components.host = name
        guard let encoded = components.encodedHost, encoded.utf8.allSatisfy(Self.mayAppearInName) else {
            throw .hostMalformed
        }
        return encoded.lowercased()
    }

    /// An IPv6 address in brackets, its digits in lower case and nothing else changed. A zone means nothing on another
    /// machine.
    private static func address(_ host: ArraySlice<UInt8>) throws(CanonicalURIError) -> String {
        let digits = host.dropFirst().dropLast()
        guard host.last == UInt8(ascii: "]"), 2...39 ~= digits.count || digits.contains(UInt8(ascii: ".")),
            digits.count <= 45, digits.allSatisfy(Self.mayAppearInAddress),
            2...8 ~= digits.count(where: { $0 == UInt8(ascii: ":") })
        else { throw .hostMalformed }
        return String(decoding: host, as: UTF8.self).lowercased()
    }

    private static func mayAppearInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func mayAppearInAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."): true
        default: false
        }
    }
}
