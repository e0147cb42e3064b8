import NIOCore
import Synchronization

/// Tells whether a request's body was handed to the network.
///
/// The HTTP client asks for the body only when the request has a connection and its head is on the way, so a body that was never
/// asked for was never sent; and a head without the body that it announces is nothing that a server can act on. This is exact
/// where the client's errors are not: the same error can come before and after.
final class Departure: Sendable {
    private enum State {
        case waiting, departed, recalled
    }

    private let state = Mutex(State.waiting)

    /// Called when the first byte is about to leave. False means that it must not, as the request was recalled.
    func depart() -> Bool {
        self.state.withLock { state in
            if state == .waiting { state = .departed }
            return state == .departed
        }
    }

    /// Keeps the body from leaving, if it hasn't left.
    ///
    /// - Returns: whether it is certain that it never will.
    func recall() -> Bool {
        self.state.withLock { state in
            if state == .waiting { state = .recalled }
            return state == .recalled
        }
    }
}

/// A request body, in one piece, that reports its departure.
struct DepartingBody: AsyncSequence, Sendable {
    let bytes: ByteBuffer
    let departure: Departure

    struct AsyncIterator: AsyncIteratorProtocol {
        var bytes: ByteBuffer?
        let departure: Departure

        mutating func next() async throws(CancellationError) -> ByteBuffer? {
            guard let bytes = self.bytes.take() else { return nil }
            guard self.departure.depart() else { throw CancellationError() }
            return bytes
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(bytes: self.bytes, departure: self.departure)
    }
}
