extension JSON {
    /// Whether a number in it is whole and beyond what a double holds exactly. A2A carries every number as a double, so such a one would
    /// arrive as another: AdCP has it refused, before it is sent and after it came (C §1.2).
    public var hasUnsafeNumber: Bool {
        switch self {
        case .null, .bool, .string: false
        // Beyond this bound every double is whole.
        case .number: self.double.map { $0.magnitude > 9_007_199_254_740_991 } ?? true
        case .array(let elements): elements.contains(where: \.hasUnsafeNumber)
        case .object(let object): object.contains { $0.value.hasUnsafeNumber }
        }
    }
}
