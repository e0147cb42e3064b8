import Database

/// Webhooks that wait to be accepted, and which of them go together.
struct WebhookQueue {
    struct Entry: Sendable {
        let webhook: VerifiedWebhook
        let continuation: CheckedContinuation<Result<WebhookReceipt, DatabaseError>, Never>
    }

    /// Most webhooks in a batch, where batches stop getting cheaper.
    static let batchLimit = 64
    /// Most bytes of bodies in a batch, so that one statement stays within reason.
    static let byteLimit = 4 << 20

    /// Batches being accepted.
    var underWay = 0
    private var isOpen = true
    private var waiting: [Entry] = []

    var count: Int { self.waiting.count }

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

    /// The next batch, counted as under way; empty when there is none or no lane for it. `isOver` when none will ever come.
    mutating func next(lanes: Int) -> (batch: [Entry], isOver: Bool) {
        guard !self.waiting.isEmpty, self.underWay < lanes else {
            return ([], !self.isOpen && self.waiting.isEmpty)
        }
        var bytes = 0
        let count =
            self.waiting.prefix(Self.batchLimit).prefix { entry in
                bytes += entry.webhook.body.utf8.count
                return bytes <= Self.byteLimit
            }.count
        // One alone goes whatever its size.
        let batch = Array(self.waiting.prefix(max(1, count)))
        self.waiting.removeFirst(batch.count)
        self.underWay += 1
        return (batch, false)
    }
}
