import struct Foundation.UUID
import Synchronization

/// How many webhooks of one sender are worked on at once, so that none takes the places of all.
final class SenderPlaces: Sendable {
    private let maximum: Int
    private let taken = Mutex<[UUID: Int]>([:])

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Runs a closure in one of the sender's places; 429 when all are taken (AdCP, webhook receiver: overflow of a sender).
    func hold<Value>(
        for sender: UUID, _ body: () async throws -> Value
    ) async throws -> Value {
        let isFree = self.taken.withLock { taken in
            guard taken[sender, default: 0] < self.maximum else { return false }
            taken[sender, default: 0] += 1
            return true
        }
        guard isFree else { throw Problem.retryLater(.tooManyRequests, seconds: 1) }
        defer {
            self.taken.withLock { taken in
                let left = taken[sender, default: 1] - 1
                taken[sender] = left > 0 ? left : nil
            }
        }
        return try await body()
    }
}
