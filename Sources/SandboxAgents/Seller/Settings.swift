/// What an operator can change while the seller runs.
struct Settings: Sendable {
    /// Form of the answers to tool calls.
    enum ResponseForm: String, Sendable, CaseIterable {
        case json
        /// Server-sent events.
        case sse
        /// Either, at random.
        case mixed
    }

    /// Share of the tool calls that are struck by a fault, 0 to 1.
    var failureRate = 0.0
    /// Time an approval takes where the behaviour names none.
    var approvalSeconds = 2.0
    var responseForm = ResponseForm.json
}
