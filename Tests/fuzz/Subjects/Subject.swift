/// Something that reads what strangers send.
protocol Subject: Sendable {
    /// Real inputs, from which others are made.
    var samples: [[UInt8]] { get }
    /// Pieces that mean something to it.
    var tokens: [[UInt8]] { get }

    /// Holds what must be true whatever the bytes are.
    func check(_ bytes: [UInt8]) throws(BrokenProperty)
}

/// Something that must always be true was not.
struct BrokenProperty: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = "broken: \(description)"
    }

    static func unless(_ isTrue: Bool, _ description: String) throws(BrokenProperty) {
        guard isTrue else { throw BrokenProperty(description) }
    }
}
