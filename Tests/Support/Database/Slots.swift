/// Lets a limited number of tasks in at a time, in the order they came.
actor Slots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        self.free = count
    }

    nonisolated(nonsending) func withSlot<Value: Sendable>(_ body: () async throws -> Value) async rethrows -> Value {
        await self.enter()
        do {
            let value = try await body()
            await self.leave()
            return value
        } catch {
            await self.leave()
            throw error
        }
    }

    private func enter() async {
        if self.free > 0 {
            self.free -= 1
        } else {
            await withCheckedContinuation { self.waiting.append($0) }
        }
    }

    private func leave() {
        if self.waiting.isEmpty {
            self.free += 1
        } else {
            self.waiting.removeFirst().resume()
        }
    }
}
