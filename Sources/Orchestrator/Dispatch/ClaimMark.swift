/// Where claims begin: at the mark that the last one gave, and at the very beginning every few seconds, for what became due behind it.
struct ClaimMark {
    private let sweepInterval: Duration
    private(set) var mark: String?
    private var nextSweep = ContinuousClock.now

    init(sweepInterval: Duration) {
        self.sweepInterval = sweepInterval
    }

    /// Where the next claim begins; nil for a sweep.
    mutating func begin(at now: ContinuousClock.Instant, isSweepRequired: Bool) -> String? {
        if isSweepRequired || now >= self.nextSweep {
            self.nextSweep = now.advanced(by: self.sweepInterval * Double.random(in: 0.8...1.2))
            self.mark = nil
        }
        return self.mark
    }

    /// - Parameters:
    ///   - mark: what the claim gave; nil when it brought nothing, so that the old one holds.
    ///   - isWhole: no agent was left out. Else the mark would pass over that agent's steps.
    mutating func advance(to mark: String?, isWhole: Bool) {
        guard isWhole, let mark else { return }
        self.mark = mark
    }
}
