/// An input on its way to being another.
struct Mutation {
    private(set) var bytes: [UInt8]
    private let tokens: [[UInt8]]

    init(_ bytes: [UInt8], tokens: [[UInt8]]) {
        self.bytes = bytes
        self.tokens = tokens
    }

    /// Changes something.
    ///
    /// - Parameter others: whose pieces may be put in.
    mutating func mutate(others: [[UInt8]], _ random: inout SeededGenerator) {
        switch Int.random(in: 0..<9, using: &random) {
        case 0:
            let range = self.range(longest: 1, &random)
            self.bytes.replaceSubrange(range, with: [UInt8.random(in: 0...255, using: &random)])
        case 1:
            for index in self.range(longest: 1, &random) {
                self.bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
        case 2: self.bytes.removeSubrange(self.range(longest: 32, &random))
        case 3: self.insert(Array(self.bytes[self.range(longest: 256, &random)]), &random)
        case 4: self.repeatPiece(&random)
        case 5: self.bytes.removeSubrange(self.position(&random)...)
        case 6:
            let other = others[Int.random(in: 0..<others.count, using: &random)]
            self.insert(Array(other[Self.range(of: other, longest: 256, &random)]), &random)
        case 7: self.replaceToken(&random)
        default: self.insert(self.tokens[Int.random(in: 0..<self.tokens.count, using: &random)], &random)
        }
    }

    private mutating func insert(_ piece: [UInt8], _ random: inout SeededGenerator) {
        self.bytes.insert(contentsOf: piece, at: self.position(&random))
    }

    /// Nesting, and lists beyond any measure.
    private mutating func repeatPiece(_ random: inout SeededGenerator) {
        let range = self.range(longest: 16, &random)
        let times = 1 << Int.random(in: 1...10, using: &random)
        self.bytes.replaceSubrange(range, with: Array(repeating: self.bytes[range], count: times).joined())
    }

    /// One word for another, where the place has one.
    private mutating func replaceToken(_ random: inout SeededGenerator) {
        let start = self.position(&random)
        let isWord = { (byte: UInt8) in
            byte >= 0x80 || Character(Unicode.Scalar(byte)).isLetter || "0123456789_-.+".utf8.contains(byte)
        }
        let word = self.bytes[start...].prefix(while: isWord)
        self.bytes.replaceSubrange(
            word.indices, with: self.tokens[Int.random(in: 0..<self.tokens.count, using: &random)])
    }

    private func position(_ random: inout SeededGenerator) -> Int {
        Int.random(in: 0...self.bytes.count, using: &random)
    }

    private func range(longest: Int, _ random: inout SeededGenerator) -> Range<Int> {
        Self.range(of: self.bytes, longest: longest, &random)
    }

    private static func range(of bytes: [UInt8], longest: Int, _ random: inout SeededGenerator) -> Range<Int> {
        let start = Int.random(in: 0...bytes.count, using: &random)
        return start..<min(bytes.count, start + Int.random(in: 1...longest, using: &random))
    }
}
