/// How one use of a connection went.
struct ConnectionUse<Value: Sendable, Failure: Error>: Sendable {
    enum Outcome: Sendable {
        /// Nothing was sent, so that another connection may serve instead.
        case notBegun(PostgresError)
        case ended(Result<Value, Failure>)
    }

    let outcome: Outcome
    /// The connection is fit for the next use.
    let isOpen: Bool

    func get() throws -> Value {
        switch self.outcome {
        case .notBegun(let error): throw error
        case .ended(let result): return try result.get()
        }
    }
}

extension Result {
    /// The error says that its connection is to be replaced, as a read-only server's does after a failover.
    var spoilsConnection: Bool {
        guard case .failure(let error) = self, let error = error as? PostgresError else { return false }
        return error.spoilsConnection
    }
}
