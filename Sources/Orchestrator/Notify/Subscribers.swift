import Database
import struct Foundation.UUID

/// Who wants to hear of which operation, and who of any due work. Knows nothing of locks or time.
struct Subscribers {
    typealias Wake = @Sendable () -> Void
    typealias WakeToWork = @Sendable (WorkHint) -> Void

    private struct Watch {
        let operation: OperationID
        var wakes: [Int: Wake] = [:]
        /// As last read on the slow beat.
        var version: Int?
    }

    /// By the operation's own identifier, since it is unique without its tenant.
    private var watches: [UUID: Watch] = [:]
    private var workers: [Int: WakeToWork] = [:]
    private var lastKey = 0

    mutating func add(to operation: OperationID, _ wake: @escaping Wake) -> Int {
        self.lastKey += 1
        self.watches[operation.id, default: Watch(operation: operation)].wakes[self.lastKey] = wake
        return self.lastKey
    }

    mutating func addToWork(_ wake: @escaping WakeToWork) -> Int {
        self.lastKey += 1
        self.workers[self.lastKey] = wake
        return self.lastKey
    }

    mutating func remove(_ key: Int, from operation: OperationID) {
        self.watches[operation.id]?.wakes[key] = nil
        if self.watches[operation.id]?.wakes.isEmpty == true { self.watches[operation.id] = nil }
    }

    mutating func removeFromWork(_ key: Int) {
        self.workers[key] = nil
    }

    var ofWork: [WakeToWork] { Array(self.workers.values) }
    var ofAllOperations: [Wake] { self.watches.values.flatMap(\.wakes.values) }

    func wakes(of operations: some Sequence<UUID>) -> [Wake] {
        operations.flatMap { self.watches[$0].map { Array($0.wakes.values) } ?? [] }
    }

    // MARK: The slow beat

    var watchedOperations: [OperationID] { self.watches.values.map(\.operation) }

    /// Notes versions that were read; returns whom to wake: those whose operation has another version than last time, or none known.
    mutating func note(_ versions: [OperationVersion]) -> [Wake] {
        versions.flatMap { read -> [Wake] in
            guard let watch = self.watches[read.operation.id], watch.version != read.version else { return [] }
            self.watches[read.operation.id]?.version = read.version
            return Array(watch.wakes.values)
        }
    }
}
