import Logging

/// Turns events into log lines and metrics.
struct EventRecorder: Sendable {
    private let logger: Logger
    private let tap: (@Sendable (OrchestratorEvent) -> Void)?

    /// - Parameter tap: is given every event besides, for those who wait for one.
    init(logger: Logger, tap: (@Sendable (OrchestratorEvent) -> Void)? = nil) {
        self.logger = logger
        self.tap = tap
    }

    func record(_ event: OrchestratorEvent) {
        event.count()
        if let line = event.line {
            self.logger.log(level: line.level, "\(line.message)", metadata: line.metadata)
        }
        self.tap?(event)
    }
}
