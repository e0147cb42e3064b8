import Database

/// Steps that wait to be handed back, and which of them go together.
///
/// Whatever came while the last batch was on its way makes the next: one alone goes at once, and the more come, the larger batches grow.
/// Where whole batches come faster than they go, two are on their way: the next is at work while one waits for the disk.
struct HandBackQueue {
    /// Largest batch, where batches stop getting cheaper.
    static let batchLimit = 100
    private static let mostUnderWay = 2

    private var waiting: [HandBack] = []
    /// Batches on their way to the database.
    private var underWay = 0

    var isEmpty: Bool { self.waiting.isEmpty }

    mutating func add(_ handBack: HandBack) {
        self.waiting.append(handBack)
    }

    /// The batch that goes out now; nil while it is better to wait for what is on its way. Say `ended` when it has arrived.
    ///
    /// - Parameter isLast: nothing is waited for.
    mutating func begin(isLast: Bool = false) -> [HandBack]? {
        let isWhole = self.waiting.count >= Self.batchLimit
        let isDue = self.underWay == 0 || (isWhole && self.underWay < Self.mostUnderWay)
        guard !self.waiting.isEmpty, isDue || isLast else { return nil }
        self.underWay += 1
        return self.next()
    }

    mutating func ended() {
        self.underWay -= 1
    }

    /// Of one kind, in the order they came, each operation once, since the database takes one observation of each.
    private mutating func next() -> [HandBack] {
        guard let first = self.waiting.first else { return [] }
        var batch: [HandBack] = []
        var rest: [HandBack] = []
        var operations: Set<OperationID> = []
        for handBack in self.waiting {
            if batch.count < Self.batchLimit, handBack.isObserved == first.isObserved,
                operations.insert(handBack.step.operation).inserted
            {
                batch.append(handBack)
            } else {
                rest.append(handBack)
            }
        }
        self.waiting = rest
        return batch
    }
}

extension HandBack {
    fileprivate var isObserved: Bool {
        if case .observed = self.content { return true }
        return false
    }
}
