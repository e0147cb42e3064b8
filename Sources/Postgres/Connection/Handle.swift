import CLibPQ

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Owns a `PGconn`. Noncopyable, so it is closed exactly once; every call blocks.
struct Handle: ~Copyable {
    private let raw: OpaquePointer

    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        let parameters = configuration.parameters
        var keywords = parameters.keys.map { UnsafePointer(strdup($0)) }
        var values = parameters.values.map { UnsafePointer(strdup($0)) }
        defer { for text in keywords + values { free(UnsafeMutablePointer(mutating: text)) } }
        keywords.append(nil)
        values.append(nil)
        guard let raw = PQconnectdbParams(keywords, values, 0) else {
            throw PostgresError(code: .connectionFailed, message: "out of memory")
        }
        guard PQstatus(raw) == CONNECTION_OK else {
            let message = PostgresError.trimmed(PQerrorMessage(raw))
            PQfinish(raw)
            throw PostgresError(code: .connectionFailed, message: message)
        }
        // libpq would print notices to the standard error stream.
        PQsetNoticeProcessor(raw, { _, _ in }, nil)
        self.raw = raw
    }

    deinit {
        PQfinish(self.raw)
    }

    /// The connection works as far as is known, and no transaction is open on it.
    var isReady: Bool {
        PQstatus(self.raw) == CONNECTION_OK && PQtransactionStatus(self.raw) == PQTRANS_IDLE
    }

    /// A transaction is open, and none of its statements has failed.
    var isInTransaction: Bool { PQtransactionStatus(self.raw) == PQTRANS_INTRANS }

    /// A transaction is open in which a statement has failed.
    var isInFailedTransaction: Bool { PQtransactionStatus(self.raw) == PQTRANS_INERROR }

    /// The descriptor to wait on; -1 once the connection is lost.
    var socket: Int32 { PQsocket(self.raw) }

    func makeCancelKey() -> CancelKey? {
        PQgetCancel(self.raw).map(CancelKey.init)
    }

    /// Runs one or more statements without parameters.
    func execute(_ sql: String) throws(PostgresError) -> Rows {
        try self.rows(PQexec(self.raw, sql))
    }

    func execute(_ sql: String, _ values: ParameterText) throws(PostgresError) -> Rows {
        try self.rows(
            values.withPointers { pointers, count in PQexecParams(self.raw, sql, count, nil, pointers, nil, nil, 0) })
    }

    func execute(prepared name: String, _ values: ParameterText) throws(PostgresError) -> Rows {
        try self.rows(
            values.withPointers { pointers, count in PQexecPrepared(self.raw, name, count, pointers, nil, nil, 0) })
    }

    func prepare(_ name: String, _ sql: String) throws(PostgresError) {
        _ = try self.rows(PQprepare(self.raw, name, sql, 0, nil))
    }

    /// Takes in what the server has sent; false when the connection turns out to be lost.
    func consumeInput() -> Bool {
        PQconsumeInput(self.raw) == 1 && PQstatus(self.raw) == CONNECTION_OK
    }

    /// Looks, without waiting, whether the server has closed an idle connection.
    func isStillConnected() -> Bool {
        // What may lie before the end of the stream, such as a farewell message, is taken in first.
        for _ in 0..<4 {
            var descriptor = pollfd(fd: self.socket, events: Int16(POLLIN), revents: 0)
            guard descriptor.fd >= 0 else { return false }
            guard poll(&descriptor, 1, 0) > 0 else { return true }
            guard self.consumeInput() else { return false }
        }
        return true
    }

    /// The next notification that has been taken in, oldest first.
    func nextNotification() -> (channel: String, payload: String)? {
        guard let notification = PQnotifies(self.raw) else { return nil }
        defer { PQfreemem(notification) }
        return (String(cString: notification.pointee.relname), String(cString: notification.pointee.extra))
    }

    /// The error of a connection that has just been found broken.
    func lost() -> PostgresError {
        PostgresError(code: .connectionLost, message: PostgresError.trimmed(PQerrorMessage(self.raw)))
    }

    private func rows(_ raw: OpaquePointer?) throws(PostgresError) -> Rows {
        guard let raw else { throw self.lost() }
        let result = StatementResult(raw)
        switch PQresultStatus(raw) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return Rows(result)
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            throw PostgresError(code: .unexpectedAnswer, message: "COPY is not served by this driver")
        default: throw PostgresError(result, isLost: PQstatus(self.raw) != CONNECTION_OK)
        }
    }
}
