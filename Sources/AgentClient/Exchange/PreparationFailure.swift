/// What must come before a call, a handshake or the reading of an agent's card, did not succeed, so no tool was called.
struct PreparationFailure: Error, Sendable {
    let reason: String
    /// HTTP status of the answer that ended it, if there was one.
    var status: Int?
    var retryAfterSeconds: Int?
    /// The agent is there and said no; nothing will change soon.
    var isRefusal = false

    static let cancelled = PreparationFailure(
        reason: "the call was cancelled, or its time ran out, before anything was sent")
}
