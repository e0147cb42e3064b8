import Database

/// Webhooks that wait to be accepted, and which of them go together.
struct WebhookQueue {
    struct Entry: Sendable {
        let webhook: VerifiedWebhook
        let arrival = ContinuousClock.now
        let continuation: CheckedContinuation<Result<WebhookReceipt, DatabaseError>, Never>
    }

    enum Next {
        case batch([Entry])
        /// Nothing is to go before something changes.
        case nothing
        /// Nothing is to go before that time, unless something changes.
        case notBefore(ContinuousClock.Instant)
        /// Nothing will come any more.
        case end
    }

    /// Most webhooks in a batch, where batches stop getting cheaper.
    static let batchLimit = 64
    /// Most bytes of bodies in a batch, so that one statement stays within reason.
    static let byteLimit = 4 << 20
    /// As many go at once, though others are under way.
    static let fair = 16
    /// How long fewer wait for company while others are under way.
    static let patience = Duration.milliseconds(5)

    /// Batches being accepted.
    var underWay = 0
    private let lanes: Int
    private var isOpen = true
    private var waiting: [Entry] = []

    /// - Parameter lanes: batches under way at once.
    init(lanes: Int) {
        self.lanes = lanes
    }

    var count: Int { self.waiting.count }

    /// Whether one more entry makes a difference to whoever waits for the next batch.
    var isWorthALook: Bool { self.underWay == 0 || self.count == 1 || self.count == Self.fair }

    /// Adds one; false where nothing more is taken.
    mutating func add(_ entry: Entry) -> Bool {
        guard self.isOpen else { return false }
        self.waiting.append(entry)
        return true
    }

    /// Takes nothing more.
    mutating func close() {
        self.isOpen = false
    }

    /// Takes nothing more, and gives up what waits.
    mutating func abandon() -> [Entry] {
        self.close()
        defer { self.waiting = [] }
        return self.waiting
    }

    /// What is to be done now. A batch is counted as under way.
    mutating func next(at now: ContinuousClock.Instant = .now) -> Next {
        guard let first = self.waiting.first else { return self.isOpen ? .nothing : .end }
        guard self.underWay < self.lanes else { return .nothing }
        let patienceEnds = first.arrival + Self.patience
        guard self.underWay == 0 || self.count >= Self.fair || patienceEnds <= now else {
            return .notBefore(patienceEnds)
        }
        var bytes = 0
        let fitting = self.waiting.prefix(Self.batchLimit).prefix { entry in
            bytes += entry.webhook.body.utf8.count
            return bytes <= Self.byteLimit
        }
        // One alone goes whatever its size.
        let batch = Array(self.waiting.prefix(max(1, fitting.count)))
        self.waiting.removeFirst(batch.count)
        self.underWay += 1
        return .batch(batch)
    }
}
