/// Names that an object has twice, as far as anybody wants to know them.
struct DuplicateNames {
    private var first: Int?
    private var names: [LogText] = []

    /// The rest is of no use to whoever looks for the cause (AdCP, verifier checklist for webhooks, 14b).
    private static let limit = 4

    mutating func add(_ name: String, at offset: Int) {
        self.first = self.first ?? offset
        let shown = LogText(name)
        if self.names.count < Self.limit, !self.names.contains(shown) { self.names.append(shown) }
    }

    var error: JSONError? {
        self.first.map { JSONError(reason: .duplicateName, offset: $0, duplicateNames: self.names) }
    }
}

/// A name that is told from others by its code points, not by canonical equivalence.
struct MemberName: Hashable {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: Self, right: Self) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = self.text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
