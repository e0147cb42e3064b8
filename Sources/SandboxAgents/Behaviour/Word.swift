/// A word of the language in which a request says how the seller shall behave.
struct Word: Sendable {
    /// What may stand behind the word's colon.
    enum Parameter: Sendable, Equatable {
        case none
        /// Time until the last thing the word says; nil stands for the seller's usual time for an approval.
        case seconds(default: Double?)
        /// How many calls, polls or so on it hits; nil stands for all of them.
        case times(default: Int?)
    }

    enum Effect: Sendable {
        case outcome(Outcome)
        /// The work takes that long; the answer is written after it.
        case slow
        /// Done at once, but told that much later; where answers are event streams, with progress until then.
        case progress
        case before(Refusal)
        case after(Breakage)
        case poll(PollFault)
        case webhook(WebhookFault)
    }

    let name: String
    let parameter: Parameter
    let effect: Effect
    let meaning: String

    init(_ name: String, _ parameter: Parameter, _ effect: Effect, _ meaning: String) {
        self.name = name
        self.parameter = parameter
        self.effect = effect
        self.meaning = meaning
    }
}

/// What becomes of the work that was asked for.
enum Outcome: Sendable {
    case atOnce
    /// A task, with the status it is handed out in and what happens to it later.
    case task(first: TaskStatus, then: [Stage])
    /// Turned down in the very answer.
    case refused(TaskStatus)

    /// A change to come, at a share of the word's seconds.
    struct Stage: Sendable {
        let share: Double
        let status: TaskStatus
    }
}

/// A call that is turned away before anything was done.
enum Refusal: String, Sendable {
    case reset
    case tooManyRequests = "http_429"
    case internalServerError = "http_500"
    case serviceUnavailable = "http_503"
    case rateLimited = "adcp_rate_limited"
    case unavailable = "adcp_service_unavailable"
}

/// An answer that is spoilt after everything was done.
enum Breakage: String, Sendable {
    case reset
    case internalServerError = "http_500"
    case serviceUnavailable = "http_503"
    case html, garbage, nothing, endless
}

/// What a poll hears instead of the truth.
enum PollFault: String, Sendable {
    case wrongTask = "wrong_task"
    case vanish
}

/// What goes wrong with webhooks.
enum WebhookFault: String, Sendable {
    case never, twice, changed
    case beforeAnswer = "before_answer"
}
