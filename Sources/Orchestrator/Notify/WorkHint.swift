/// What those who look for due work are told.
enum WorkHint: Sendable {
    /// Something has become due just now.
    case due
    /// Anything may have become due, at any time since the last look.
    case anything
}
