import AdCP
import Database

/// What a client waits for.
enum WaitAim: Sendable {
    /// The operation is settled, or nothing more will come without a person.
    case outcome
    /// A version that the client does not have.
    case version(otherThan: KnownVersions)

    private static let needingPerson: Set<String> = Set(
        [OperationState.inputRequired, .authRequired, .timedOut].map(\.rawValue))

    func isReached(_ version: OperationVersion) -> Bool {
        switch self {
        case .outcome: version.isSettled || Self.needingPerson.contains(version.state)
        case .version(let known): !known.contains(version.version)
        }
    }
}
