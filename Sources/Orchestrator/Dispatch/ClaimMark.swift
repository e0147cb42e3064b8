/// Where the next claim begins: at the mark of the last one, and at the very beginning every few seconds.
struct ClaimMark {
    private let sweepInterval: Duration
    private var mark: String?
    private var nextSweep = ContinuousClock.now

    init(sweepInterval: Duration) {
        self.sweepInterval = sweepInterval
    }

    /// Nil for a claim that sweeps everything.
    mutating func begin(at now: ContinuousClock.Instant) -> String? {
        guard let mark, now < self.nextSweep else {
            self.nextSweep = now.advanced(by: self.sweepInterval * Double.random(in: 0.8...1.2))
            return nil
        }
        return mark
    }

    /// - Parameter mark: what the claim gave; nil when it brought nothing, so that the old one holds.
    mutating func advance(to mark: String?) {
        self.mark = mark ?? self.mark
    }

    /// Something due was not found from the mark on.
    mutating func requireSweep() {
        self.mark = nil
    }
}
