/// One session with the server.
///
/// libpq forbids two threads in one connection at a time; the actor is that rule, checked by the compiler. It runs on a queue of its
/// own, so its methods may block. A use that leaves the connection unfit for the next one (broken, inside a transaction, or within
/// reach of a late cancel request) closes it.
public actor Connection {
    private let executor = QueueExecutor(label: "postgres.connection")
    private let configuration: PostgresConfiguration
    private let canceller = Canceller()
    private var handle: Handle?
    private var prepared = PreparedStatements()

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// Makes a connection that is still closed.
    init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
    }

    /// A connection that is open, for a session of one's own, such as one that holds an advisory lock. Else use a `Pool`.
    public static func open(_ configuration: PostgresConfiguration) async throws(PostgresError) -> Connection {
        let connection = Connection(configuration)
        try await connection.connect()
        return connection
    }

    /// Connects, anew if need be.
    func connect() throws(PostgresError) {
        self.close()
        let handle = try Handle(self.configuration)
        self.canceller.arm(handle.makeCancelKey())
        self.handle = consume handle
    }

    /// Ends the session; the server rolls back what was not committed.
    public func close() {
        self.handle = nil
        self.prepared = PreparedStatements()
    }

    // MARK: Statements

    /// Runs one statement.
    ///
    /// Call it inside `perform` or `transaction`: these follow the cancellation of the waiting task.
    @discardableResult
    public func query(_ statement: Statement, _ values: [PostgresValue] = []) throws(PostgresError) -> Rows {
        let text = try ParameterText(values)
        return try self.watched { () throws(PostgresError) in
            if self.configuration.usesPreparedStatements, !statement.name.isEmpty {
                try self.handle?.execute(statement, text, &self.prepared)
            } else {
                try self.handle?.execute(statement.sql, text)
            }
        }
    }

    /// Runs a script of statements without parameters, in one transaction unless it has its own; returns the last one's rows.
    @discardableResult
    public func script(_ text: String) throws(PostgresError) -> Rows {
        guard !text.utf8.contains(0) else { throw .containsNUL() }
        return try self.watched { () throws(PostgresError) in try self.handle?.execute(text) }
    }

    /// Tells the end of a cancelled task's statement from the server's own errors.
    private func watched(_ body: () throws(PostgresError) -> Rows?) throws(PostgresError) -> Rows {
        if self.canceller.isRunningTicketCancelled { throw .cancelledBeforeStart() }
        do throws(PostgresError) {
            guard let rows = try body() else {
                throw PostgresError(code: .connectionLost, message: "the connection is closed", mayHaveCommitted: false)
            }
            return rows
        } catch {
            guard error.sqlState == "57014", self.canceller.isRunningTicketCancelled else { throw error }
            throw error.asCancellation()
        }
    }

    // MARK: Uses

    /// Runs a closure on the connection, in one hop. It cannot be interleaved with anything, and cancelling the waiting
    /// task cancels the statement that runs.
    @discardableResult
    public nonisolated func perform<Value: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        try await self.use(body).get()
    }

    /// Runs a closure in a transaction: committed when it returns, rolled back when it throws.
    @discardableResult
    public nonisolated func transaction<Value: Sendable>(
        _ body: @Sendable (isolated Connection) throws -> Value
    ) async throws -> Value {
        try await self.use { connection in try connection.inTransaction(body) }.get()
    }

    /// Begins, runs the closure, and commits or rolls back.
    func inTransaction<Value>(_ body: (isolated Connection) throws -> Value) throws -> Value {
        try self.script("begin")
        let value: Value
        do {
            value = try body(self)
            guard self.handle?.isInTransaction ?? false else {
                throw PostgresError(
                    code: .transactionAborted, message: "a statement of the transaction failed and its closure went on")
            }
        } catch {
            // Where this fails too, the use ends inside the transaction, which closes the connection.
            _ = try? self.handle?.execute("rollback")
            throw (error as? PostgresError)?.withoutCommit() ?? error
        }
        try self.script("commit")
        return value
    }

    nonisolated func use<Value: Sendable, Failure: Error>(
        _ body: @Sendable (isolated Connection) throws(Failure) -> Value
    ) async -> ConnectionUse<Value, Failure> {
        let ticket = self.canceller.issue()
        let use = await withTaskCancellationHandler {
            await self.use(ticket, body)
        } onCancel: {
            self.canceller.cancel(ticket)
        }
        self.canceller.retire(ticket)
        return use
    }

    private func use<Value: Sendable, Failure: Error>(
        _ ticket: Canceller.Ticket, _ body: @Sendable (isolated Connection) throws(Failure) -> Value
    ) -> ConnectionUse<Value, Failure> {
        guard self.canceller.begin(ticket) else {
            return ConnectionUse(outcome: .notBegun(.cancelledBeforeStart()), isOpen: self.handle != nil)
        }
        guard self.handle?.isStillConnected() ?? false else {
            _ = self.canceller.end(ticket)
            self.close()
            let error = PostgresError(
                code: .connectionLost, message: "the server closed the connection", mayHaveCommitted: false)
            return ConnectionUse(outcome: .notBegun(error), isOpen: false)
        }
        let result = Result { () throws(Failure) in try body(self) }
        let wasStruck = self.canceller.end(ticket)
        if wasStruck || result.spoilsConnection || !(self.handle?.isReady ?? false) { self.close() }
        return ConnectionUse(outcome: .ended(result), isOpen: self.handle != nil)
    }
}
