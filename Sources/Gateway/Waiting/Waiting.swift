import Database
import HTTPTypes
import Hummingbird
import Orchestrator
import ServiceLifecycle

/// Waits for operations on behalf of clients, within what they ask and what we allow.
struct Waiting: Sendable {
    let database: Database
    let waiter: OperationWaiter
    let places: Places
    /// Longest wait, in seconds.
    let longest: Int

    /// How far an operation has come.
    func current(_ operation: OperationID) async throws -> OperationVersion {
        guard let version = try await self.database.versions([operation]).first else {
            throw Problem.unknownOperation
        }
        return version
    }

    /// Waits as `Prefer: wait` asks; not at all where it does not, where the aim is reached, or where too many wait already.
    func wait(for operation: OperationID, _ request: Request, until aim: WaitAim) async throws -> Waited {
        let current = try await self.current(operation)
        guard let asked = Preferences(request.headers).wait else {
            return Waited(version: current)
        }
        let seconds = min(asked, self.longest)
        guard !aim.isReached(current), seconds > 0 else {
            return Waited(version: current, appliedSeconds: seconds)
        }
        guard let place = self.places.take() else {
            return Waited(version: current)
        }
        defer { place.giveBack() }
        // A client that went away is not waited for.
        let version = try await request.body.consumeWithCancellationOnInboundClose { _ in
            try await self.wait(from: current, until: aim, deadline: .now + .seconds(seconds))
        }
        return Waited(version: version, appliedSeconds: seconds, endsConnection: true)
    }

    private func wait(
        from version: OperationVersion, until aim: WaitAim, deadline: ContinuousClock.Instant
    ) async throws -> OperationVersion {
        var version = version
        while !aim.isReached(version), case let left = deadline - .now, left > .zero {
            guard case .changed(let next) = try await self.change(beyond: version, within: left) else { break }
            version = next
        }
        return version
    }

    /// The next change of an operation, or why there was none.
    func change(beyond version: OperationVersion, within limit: Duration) async throws -> Change {
        try await cancelWhenGracefulShutdown {
            do {
                let next = try await self.waiter.wait(
                    for: .change(beyond: version.version), of: version.operation, atMost: limit)
                guard let next else { throw Problem.unknownOperation }
                return next.version > version.version ? .changed(next) : .silence
            } catch {
                guard Task.isCancelled else { throw error }
                return .stopping
            }
        }
    }

    enum Change: Sendable {
        case changed(OperationVersion)
        case silence
        /// This instance stops: whoever waits shall be answered with what is known.
        case stopping
    }
}

extension Problem {
    /// Another tenant's operation and one that does not exist are answered alike.
    static let unknownOperation = Problem(.unknown, detail: "There is no such operation.", field: "operation")
}
