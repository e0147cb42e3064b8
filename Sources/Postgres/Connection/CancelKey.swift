import CLibPQ

/// Owns a `PGcancel`: what a second connection needs to ask the server to stop the first one's statement.
///
/// Sendable although the pointer is unsafe: libpq documents the object as read-only and `PQcancel` as callable from any thread.
final class CancelKey: Sendable {
    private nonisolated(unsafe) let raw: OpaquePointer

    init(_ raw: OpaquePointer) {
        self.raw = raw
    }

    deinit {
        PQfreeCancel(self.raw)
    }

    /// Opens a connection, asks, and returns when the server has taken note. Failure is no news: the caller repeats it.
    func send() {
        _ = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
            PQcancel(self.raw, message.baseAddress, Int32(message.count))
        }
    }
}
