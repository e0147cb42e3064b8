import AdCP

/// One input for one subject.
struct Round: CustomStringConvertible {
    private let seed: UInt64
    private let number: UInt64
    private let subject: any Subject
    let input: [UInt8]

    /// Bytes of the longest input: enough for every limit but those of whole bodies, and little enough to run many.
    private static let longest = 1 << 16

    init(seed: UInt64, number: UInt64) {
        var random = SeededGenerator(seed: seed &+ number &* 0xD1B5_4A32_D192_ED03)
        let subjects = Self.subjects
        self.seed = seed
        self.number = number
        self.subject = subjects[Int(number % UInt64(subjects.count))]
        let samples = self.subject.samples
        var sample = samples[Int.random(in: 0..<samples.count, using: &random)]
        if let json = try? JSON(parsing: sample), Bool.random(using: &random) {
            sample = Self.mutated(json, with: samples.compactMap { try? JSON(parsing: $0) }, &random)
        }
        var mutation = Mutation(sample, tokens: self.subject.tokens)
        for _ in 0..<max(0, Int.random(in: -3...6, using: &random)) {
            mutation.mutate(others: samples, &random)
        }
        self.input = Array(mutation.bytes.prefix(Self.longest))
    }

    private static func mutated(_ json: JSON, with others: [JSON], _ random: inout SeededGenerator) -> [UInt8] {
        var json = json
        for _ in 0..<Int.random(in: 1...4, using: &random) { json = json.mutated(with: others, &random) }
        return Array(json.text.utf8)
    }

    private static let subjects: [any Subject] = [
        JSONSubject(), PayloadSubject(), SignatureSubject(), URISubject(), KeySubject(), EventStreamSubject(),
        A2ASubject(), BrandSubject(), PublisherSubject(),
        RevocationSubject(),
    ]

    func run() throws(BrokenProperty) {
        try self.subject.check(self.input)
    }

    var description: String {
        """
        round \(self.number) of seed \(self.seed), \(type(of: self.subject)), \(self.input.count) bytes:
        \(self.input.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        again: make fuzz SEED=\(self.seed) ROUND=\(self.number)
        """
    }
}
