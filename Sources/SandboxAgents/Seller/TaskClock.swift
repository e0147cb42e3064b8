import Foundation
import Logging
import ServiceLifecycle

/// Wakes the seller when a task's next change is due.
struct TaskClock: Service {
    let seller: Seller
    let logger: Logger

    func run() async throws {
        await withDiscardingTaskGroup { group in
            for await timer in self.seller.timers.cancelOnGracefulShutdown() {
                group.addTask { await self.wait(for: timer) }
            }
            group.cancelAll()
        }
    }

    private func wait(for timer: Seller.Timer) async {
        do {
            try await Task.sleep(for: .seconds(max(0, timer.due.timeIntervalSinceNow) + 0.001))
            try await self.seller.advance(timer.taskID)
        } catch is CancellationError {
            return
        } catch {
            self.logger.error("a task could not be advanced", metadata: ["error": "\(error)"])
        }
    }
}
