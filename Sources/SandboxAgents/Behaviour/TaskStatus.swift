/// The status of a task as AdCP spells it on the wire.
enum TaskStatus: String, Sendable, CaseIterable {
    case submitted, working
    case inputRequired = "input-required"
    case authRequired = "auth-required"
    case completed, failed, canceled, rejected
    case unknown

    /// Takes underscores as well: people at the operator port write both.
    init?(spelled text: String) {
        self.init(rawValue: text.replacing("_", with: "-"))
    }

    /// Nothing can follow.
    var isTerminal: Bool {
        switch self {
        case .completed, .failed, .canceled, .rejected: true
        case .submitted, .working, .inputRequired, .authRequired, .unknown: false
        }
    }
}
