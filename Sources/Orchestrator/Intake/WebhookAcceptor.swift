public import Database
public import ServiceLifecycle
import Synchronization

/// Group commit: webhooks that come together are accepted in one transaction.
///
/// One alone goes at once. While as many transactions are under way as lanes allow, what comes makes the next, so that batches grow with the load
/// and nobody waits for a timer. Nothing is held here that its sender has an answer to.
public final class WebhookAcceptor: Service {
    private let database: Database
    private let queue = Mutex(WebhookQueue())
    private let change = Signal()
    private let lanes: Int

    /// - Parameter lanes: transactions under way at once.
    public init(database: Database, lanes: Int = 2) {
        self.database = database
        self.lanes = lanes
    }

    /// Keeps a verified webhook durably and applies it, alone or with others.
    ///
    /// - Throws: `unavailable` when the database is, or when this instance is stopping.
    public func accept(_ webhook: VerifiedWebhook) async throws(DatabaseError) -> WebhookReceipt {
        let result = await withCheckedContinuation { continuation in
            let isTaken = self.queue.withLock { queue in
                queue.add(WebhookQueue.Entry(webhook: webhook, continuation: continuation))
            }
            guard isTaken else { return continuation.resume(returning: .failure(.stopping)) }
            self.change.send()
        }
        return try result.get()
    }

    /// Webhooks that wait for their batch.
    var waitingCount: Int { self.queue.withLock { $0.count } }

    /// Accepts what comes until it is told to stop, and then what came before.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                await self.acceptBatches()
            } onCancel: {
                for entry in self.queue.withLock({ $0.abandon() }) {
                    entry.continuation.resume(returning: .failure(.stopping))
                }
            }
        } onGracefulShutdown: {
            self.queue.withLock { $0.close() }
            self.change.send()
        }
    }

    private func acceptBatches() async {
        await withDiscardingTaskGroup { group in
            while true {
                let (batch, isOver) = self.queue.withLock { $0.next(lanes: self.lanes) }
                if !batch.isEmpty {
                    group.addTask {
                        await self.accept(batch)
                        self.queue.withLock { $0.underWay -= 1 }
                        self.change.send()
                    }
                } else if isOver {
                    return
                } else {
                    await self.change.wait()
                }
            }
        }
    }

    private func accept(_ batch: [WebhookQueue.Entry]) async {
        do {
            let receipts = try await self.database.accept(batch.map(\.webhook))
            for (entry, receipt) in zip(batch, receipts) { entry.continuation.resume(returning: .success(receipt)) }
        } catch  where batch.count > 1 && ![.unavailable, .cancelled].contains(error.kind) {
            // One of them is at fault: each for itself.
            for entry in batch { await self.accept([entry]) }
        } catch {
            for entry in batch { entry.continuation.resume(returning: .failure(error)) }
        }
    }

    /// Whether one of a batch may be at fault: what it says, or a row that somebody else holds (SQLSTATE 55P03).
    private static func isOfOne(_ error: DatabaseError) -> Bool {
        error.sqlState == "55P03" || ![.unavailable, .cancelled].contains(error.kind)
    }
}
