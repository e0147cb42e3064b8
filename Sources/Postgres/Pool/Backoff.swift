/// Waits between attempts: doubling up to a limit, with the upper half left to chance, so that many do not come back at once.
struct Backoff: Sendable {
    let first: Duration
    let most: Duration
    private var next: Duration

    init(first: Duration = .milliseconds(50), most: Duration = .seconds(5)) {
        self.first = first
        self.most = most
        self.next = first
    }

    /// The next wait: between half and the whole of the present step.
    mutating func wait(using generator: inout some RandomNumberGenerator) -> Duration {
        let step = self.next
        self.next = min(self.most, step * 2)
        return step / 2 * (1 + Double.random(in: 0...1, using: &generator))
    }

    /// Starts over after a success.
    mutating func reset() {
        self.next = self.first
    }
}
