import Synchronization

/// Counts what several tasks do.
final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { self.count.withLock { $0 } }

    /// - Returns: how often it was called, this time included.
    @discardableResult
    func increment() -> Int {
        self.count.withLock { count in
            count += 1
            return count
        }
    }
}
