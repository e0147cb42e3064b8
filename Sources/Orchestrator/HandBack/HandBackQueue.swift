import Database

/// Steps that wait to be handed back, and which of them go together.
///
/// Whatever came while the last batch was on its way makes the next: one alone goes at once, and the more come, the larger batches grow.
struct HandBackQueue {
    /// Largest batch, where batches stop getting cheaper.
    static let batchLimit = 100

    private var waiting: [HandBack] = []

    var isEmpty: Bool { self.waiting.isEmpty }

    mutating func add(_ handBack: HandBack) {
        self.waiting.append(handBack)
    }

    /// The next batch: of one kind, in the order they came, each operation once, since the database takes one observation of each.
    mutating func next() -> [HandBack] {
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
