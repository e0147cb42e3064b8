public import Hummingbird
import Logging
import NIOCore

/// Serves HTTP on a loopback port for the length of a closure.
///
/// - Parameters:
///   - port: 0 is any free one.
///   - body: gets the port.
public func withWebServer<Responder: HTTPResponder, Value: Sendable>(
    port: Int = 0, _ responder: Responder, _ body: (_ port: Int) async throws -> Value
) async throws -> Value where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let (ports, source) = AsyncStream.makeStream(of: Int.self)
    let server = Application(
        responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: port)),
        onServerRunning: { source.yield($0.localAddress?.port ?? 0) }, logger: .silent)
    // A peer that never answers must not hold its test up.
    return try await withServices([server], patience: .milliseconds(500), onEnd: { source.finish() }) { _ in
        guard let listening = await ports.first(where: { _ in true }) else { throw ServerDidNotStart() }
        return try await body(listening)
    }
}

/// A test's own web server could not listen.
public struct ServerDidNotStart: Error {}
