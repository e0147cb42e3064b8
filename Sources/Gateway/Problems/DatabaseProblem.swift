import Database

extension Problem {
    /// The one table from what the database says to what HTTP says.
    init(_ error: DatabaseError) {
        switch error.kind {
        case .invalidField: self.init(.invalidField, told: error)
        case .unknown: self.init(.unknown, told: error)
        case .keyReused: self.init(.keyReused, told: error)
        case .settled: self.init(.settled, told: error)
        case .staleGeneration: self.init(.staleGeneration, told: error)
        case .inProgress: self.init(.inProgress, told: error)
        case .refused: self.init(.refused, told: error)
        case .conflict: self.init(.conflict, detail: "Send it again.")
        case .unavailable, .cancelled: self = .retryLater(.unavailable, seconds: 2, detail: Self.doubt(error))
        case .failed: self.init(.internal)
        }
    }

    /// The database's own words, where they are ours and so written for the client (SQLSTATE class AD).
    private init(_ code: ProblemCode, told error: DatabaseError) {
        guard error.sqlState?.hasPrefix("AD") == true else {
            self.init(code, field: error.field)
            return
        }
        self.init(code, detail: error.message, field: error.field, hint: error.hint)
    }

    private static func doubt(_ error: DatabaseError) -> String? {
        error.mayHaveCommitted
            ? "What was asked for may have been done. Repeat a submission only under its Idempotency-Key." : nil
    }
}
