public import ServiceLifecycle
import Synchronization

/// Makes `/readyz` fail before the listener closes, so that a load balancer stops sending first.
///
/// Put it after the gateway in a service group: services are stopped from the last to the first, each when the one before has ended.
public final class Drain: Service {
    private let notice: Duration
    private let begun = Mutex(false)

    /// - Parameter notice: how long the gateway still accepts requests while it says that it is not ready.
    public init(notice: Duration = .zero) {
        self.notice = notice
    }

    /// True from the first sign that the instance stops.
    public var hasBegun: Bool {
        self.begun.withLock { $0 }
    }

    public func run() async throws {
        try await gracefulShutdown()
        self.begun.withLock { $0 = true }
        try await Task.sleep(for: self.notice)
    }
}
