extension NetworkAddress {
    /// This machine itself.
    var isLoopback: Bool {
        Self.loopback.contains { $0.contains(self) }
    }

    /// An address of the public internet, and so no way into a private network or a cloud's metadata service.
    ///
    /// The ranges are those that AdCP's rules for outbound requests name, and the other special blocks of RFC 6890
    /// through which a private address can be reached.
    var isPublic: Bool {
        if let embedded = self.embeddedByTranslation {
            return embedded.isPublic
        }
        return !self.isLoopback && !Self.notPublic.contains { $0.contains(self) }
    }

    /// The IPv4 address that a NAT64 gateway (RFC 6052) would go to. Networks without IPv4 see the whole IPv4 internet so.
    private var embeddedByTranslation: NetworkAddress? {
        Self.translation.contains(self) ? NetworkAddress(bytes: Array(self.bytes.suffix(4))) : nil
    }

    private static let loopback: [AddressRange] = [
        .version4([127], 8),
        .version6([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 128),
    ]

    private static let translation = AddressRange.version6([0x00, 0x64, 0xFF, 0x9B], 96)

    private static let notPublic: [AddressRange] = [
        .version4([0], 8),  // this network
        .version4([10], 8),  // private
        .version4([100, 64], 10),  // shared by carriers
        .version4([169, 254], 16),  // link-local, and metadata services
        .version4([172, 16], 12),  // private
        .version4([192, 0, 0], 24),  // protocol assignments
        .version4([192, 168], 16),  // private
        .version4([198, 18], 15),  // benchmarks
        .version4([224], 4),  // multicast
        .version4([240], 4),  // reserved, and broadcast
        .version6([], 96),  // unspecified, and IPv4 in its oldest disguise
        .version6([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96),  // IPv4-mapped
        .version6([0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01], 48),  // translation inside one network
        .version6([0x01, 0x00], 64),  // discard
        .version6([0x20, 0x01, 0x00, 0x00], 32),  // Teredo
        .version6([0x20, 0x02], 16),  // 6to4
        .version6([0xFC], 7),  // private
        .version6([0xFE, 0x80], 10),  // link-local
        .version6([0xFE, 0xC0], 10),  // site-local
        .version6([0xFF], 8),  // multicast
    ]
}
