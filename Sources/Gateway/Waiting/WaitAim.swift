import Database

/// What a client waits for.
enum WaitAim: Sendable {
    /// The operation is settled, or nothing more will come without a person.
    case outcome
    /// A version that the client does not have.
    case version(otherThan: KnownVersions)

    func isReached(_ version: OperationVersion) -> Bool {
        switch self {
        case .outcome: version.isSettled || version.needsPerson
        case .version(let known): !known.contains(version.version)
        }
    }
}
