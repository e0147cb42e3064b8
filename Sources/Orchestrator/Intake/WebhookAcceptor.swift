public import Database
public import ServiceLifecycle
import Synchronization

/// Group commit: webhooks that come together are accepted in one transaction.
///
/// One alone goes at once. While others are under way, the next wait until they are a few or have waited a few milliseconds, so that batches grow with
/// the load; and one that hangs on a row holds the others up no longer than that. Nothing is held here that its sender has an answer to.
public final class WebhookAcceptor: Service {
    private let database: Database
    private let queue: Mutex<WebhookQueue>
    private let change = Signal()

    /// - Parameter lanes: transactions under way at once.
    public init(database: Database, lanes: Int = 4) {
        self.database = database
        self.queue = Mutex(WebhookQueue(lanes: lanes))
    }

    /// Keeps a verified webhook durably and applies it, alone or with others.
    ///
    /// - Throws: `unavailable` when the database is, or when this instance is stopping.
    public func accept(_ webhook: VerifiedWebhook) async throws(DatabaseError) -> WebhookReceipt {
        let result = await withCheckedContinuation { continuation in
            let (isTaken, isWorthALook) = self.queue.withLock { queue in
                (queue.add(WebhookQueue.Entry(webhook: webhook, continuation: continuation)), queue.isWorthALook)
            }
            guard isTaken else { return continuation.resume(returning: .failure(.stopping)) }
            if isWorthALook { self.change.send() }
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
                switch self.queue.withLock({ $0.next() }) {
                case .batch(let batch):
                    group.addTask {
                        await self.accept(batch)
                        self.queue.withLock { $0.underWay -= 1 }
                        self.change.send()
                    }
                case .nothing: await self.change.wait()
                case .notBefore(let time): await self.change.wait(atMost: time - .now)
                case .end: return
                }
            }
        }
    }

    private func accept(_ batch: [WebhookQueue.Entry]) async {
        do {
            let receipts = try await self.database.accept(batch.map(\.webhook))
            for (entry, receipt) in zip(batch, receipts) { entry.continuation.resume(returning: .success(receipt)) }
        } catch  where batch.count > 1 && Self.isOfOne(error) {
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
