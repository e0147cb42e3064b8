import Foundation

/// Where a randomised test begins: `HOLDFAST_TEST_SEED` repeats a run; else each run has another, which it prints.
public enum Seed {
    public static let value: UInt64 =
        ProcessInfo.processInfo.environment["HOLDFAST_TEST_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 1...999_999)
}

/// SplitMix64: a generator that a seed repeats.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(_ seed: UInt64) {
        self.state = seed
    }

    public mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var value = self.state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
