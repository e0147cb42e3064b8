public import ServiceLifecycle

/// Runs services for the length of a closure, and stops them gracefully however it ends: SwiftNIO traps when a connection arrives at a
/// server whose task was cancelled (apple/swift-nio#3481).
///
/// - Parameters:
///   - patience: how long they may take to stop; nil waits.
///   - onEnd: called when they run no more, so that nobody waits for one that failed to start.
public func withServices<Value: Sendable>(
    _ services: [any Service], patience: Duration? = nil, onEnd: @escaping @Sendable () -> Void = {},
    _ body: (ServiceGroup) async throws -> Value
) async throws -> Value {
    var configuration = ServiceGroupConfiguration(
        services: services.map {
            .init(
                service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        }, logger: .silent)
    configuration.maximumGracefulShutdownDuration = patience
    let group = ServiceGroup(configuration: configuration)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            defer { onEnd() }
            try await group.run()
        }
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(group))
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return try result.get()
    }
}
