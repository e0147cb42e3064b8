import Database
import struct Foundation.UUID
import Synchronization

/// Hands steps back in batches, and tries again for as long as their leases last.
///
/// A step that cannot be handed back falls due again when its lease ends; that is said, and nothing else is lost.
final class Collector: Sendable {
    private struct State {
        var queue = HandBackQueue()
        /// Set when nothing more will come: when to give up what is left.
        var end: ContinuousClock.Instant?
    }

    private let instance: UUID
    private let database: Database
    private let signals: ChangeSignals
    private let slots: Slots
    private let events: EventRecorder
    private let state = Mutex(State())
    private let arrival = Signal()

    private static let firstWait = Duration.milliseconds(50)
    private static let longestWait = Duration.seconds(2)

    init(instance: UUID, database: Database, signals: ChangeSignals, slots: Slots, events: EventRecorder) {
        self.instance = instance
        self.database = database
        self.signals = signals
        self.slots = slots
        self.events = events
    }

    func add(_ handBack: HandBack) {
        self.state.withLock { $0.queue.add(handBack) }
        self.arrival.send()
    }

    /// Nothing more will come: `run` returns when everything is handed back, at the latest after a time.
    func finish(within limit: Duration) {
        self.state.withLock { $0.end = .now.advanced(by: limit) }
        self.arrival.send()
    }

    /// Hands back what comes, until it is finished or cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            while let batch = await self.nextBatch() {
                group.addTask {
                    await self.handBack(batch)
                    self.state.withLock { $0.queue.ended() }
                    self.arrival.send()
                }
            }
        }
    }

    /// The next batch to be handed back; nil when nothing more will come.
    private func nextBatch() async -> [HandBack]? {
        while true {
            let isCancelled = Task.isCancelled
            let (batch, isFinished) = self.state.withLock {
                ($0.queue.begin(isLast: isCancelled), $0.end != nil && $0.queue.isEmpty)
            }
            if let batch { return batch }
            if isFinished || isCancelled { return nil }
            await self.arrival.wait()
        }
    }

    private func handBack(_ batch: [HandBack]) async {
        var batch = batch
        var wait = Self.firstWait
        while !batch.isEmpty {
            do {
                try await self.send(batch)
                return self.slots.giveBack(batch.map(\.step.agent))
            } catch {
                switch error.kind {
                case .unavailable, .conflict:
                    batch = self.giveUpOverdue(batch, error)
                    guard !batch.isEmpty else { return }
                    self.events.record(.handingInDelayed(count: batch.count, error))
                    try? await Task.sleep(for: wait * Double.random(in: 0.5...1))
                    wait = min(Self.longestWait, wait * 2)
                case .cancelled:
                    return self.giveUp(batch, error)
                default:
                    guard batch.count == 1, let only = batch.first else {
                        // One of them is at fault: each for itself.
                        for handBack in batch { await self.handBack([handBack]) }
                        return
                    }
                    guard let bare = only.withoutAnswer(error) else { return self.giveUp(batch, error) }
                    self.events.record(.answerRefused(only.step.operation, error))
                    batch = [bare]
                }
            }
        }
    }

    private func send(_ batch: [HandBack]) async throws(DatabaseError) {
        let observed = batch.compactMap { handBack -> Observed? in
            if case .observed(let observed) = handBack.content { observed } else { nil }
        }
        guard !observed.isEmpty else {
            try await self.database.release(batch.map(\.step))
            return self.events.record(.released(batch.count))
        }
        let verdicts = try await self.database.observe(instance: self.instance, observed)
        // What came of an answer is news even where the state is the same: the next question.
        let answered = Set(batch.filter { $0.step.kind == .resume }.map(\.step.operation))
        self.signals.announce(verdicts.filter { $0.isChange || answered.contains($0.operation) }.map(\.operation))
        let channels = Dictionary(observed.map { ($0.operation, $0.channel) }) { first, _ in first }
        for verdict in verdicts {
            if let channel = channels[verdict.operation] { self.events.record(.observed(channel, verdict.kind)) }
        }
    }

    /// Those whose lease has not ended yet, while there is time at all.
    private func giveUpOverdue(_ batch: [HandBack], _ error: DatabaseError) -> [HandBack] {
        let now = ContinuousClock.now
        let isOver = self.state.withLock { $0.end.map { $0 <= now } ?? false }
        let overdue = batch.filter { isOver || $0.leaseEnd <= now }
        self.giveUp(overdue, error)
        return isOver ? [] : batch.filter { $0.leaseEnd > now }
    }

    private func giveUp(_ batch: [HandBack], _ error: DatabaseError) {
        for handBack in batch { self.events.record(.observationLost(handBack.step.operation, error)) }
        self.slots.giveBack(batch.map(\.step.agent))
    }
}
