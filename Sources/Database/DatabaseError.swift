/// What the database refused or could not do, in terms that a caller can act on.
///
/// `description` never holds parameters or the server's DETAIL; `field` names the input at fault where there is one.
public struct DatabaseError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// A field of the input is not acceptable; `field` names it.
        case invalidField
        /// What was named does not exist for this tenant.
        case unknown
        /// The caller's idempotency key was used for another request.
        case keyReused
        /// The operation has its outcome.
        case settled
        /// The question does not stand (any more); nothing was sent.
        case staleGeneration
        /// Another answer to the same question is stored or on its way.
        case inProgress
        /// The state machine or another invariant refused it.
        case refused
        /// Somebody else did the same at the same time.
        case conflict
        /// No connection, or the server is starting, stopping, failing over or full. Try again.
        case unavailable
        /// The task that waited for it was cancelled.
        case cancelled
        /// Anything else: a defect, here or in the schema.
        case failed
    }

    public let kind: Kind
    public let message: String
    public let field: String?
    public let hint: String?
    /// SQLSTATE, where the server gave one.
    public let sqlState: String?
    /// True when what was asked for may have been done all the same: ask again only where that is idempotent.
    public let mayHaveCommitted: Bool

    /// This instance is stopping and takes nothing more.
    public static let stopping = DatabaseError(kind: .unavailable, message: "this instance is stopping")

    public var description: String {
        let state = self.sqlState.map { " (\($0))" } ?? ""
        return self.message + state
    }

    init(
        kind: Kind, message: String, field: String? = nil, hint: String? = nil, sqlState: String? = nil,
        mayHaveCommitted: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.field = field
        self.hint = hint
        self.sqlState = sqlState
        self.mayHaveCommitted = mayHaveCommitted
    }
}
