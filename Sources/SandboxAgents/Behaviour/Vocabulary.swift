/// Every word the sandbox seller understands. This table is the parser's data, the text of `--help`, and the list of products.
///
/// A request picks its behaviour by `packages[0].product_id` (create_media_buy) or by `context.sandbox` (any tool), where the latter
/// wins. Words are joined by `+`, a parameter follows a colon: `approve:2+webhook-twice`. At most one word may say the outcome; without
/// one the work is done at once. "The first N calls" are counted per idempotency key, or per behaviour for calls without a key.
enum Vocabulary {
    static let separator: Character = "+"

    static let words: [Word] = [
        // What becomes of the work.
        Word("instant", .none, .outcome(.atOnce), "done when the answer comes"),
        Word(
            "approve", .seconds(default: nil), .task(.submitted, .completed),
            "submitted; completed after N seconds"),
        Word("approve-manual", .none, .task(.submitted), "submitted; an operator decides"),
        Word(
            "review", .seconds(default: nil), .task(.submitted, [(0.5, .working), (1, .completed)]),
            "submitted; working after half the time; completed after N seconds"),
        Word("working", .seconds(default: nil), .task(.working, .completed), "working; completed after N seconds"),
        Word(
            "reject", .seconds(default: nil), .task(.submitted, .rejected),
            "submitted; rejected after N seconds"),
        Word("reject-now", .none, .outcome(.refused(.rejected)), "rejected in the answer, without an error"),
        Word("fail", .seconds(default: nil), .task(.submitted, .failed), "submitted; failed after N seconds"),
        Word("fail-now", .none, .outcome(.refused(.failed)), "the answer is a terminal error"),
        Word(
            "cancel", .seconds(default: nil), .task(.submitted, .canceled),
            "submitted; canceled by the seller after N seconds"),
        Word("input", .none, .task(.inputRequired), "asks for input; an operator decides, or an answer over A2A"),
        Word(
            "input-then-approve", .seconds(default: nil), .task(.inputRequired, .completed),
            "asks for input; completed after N seconds"),
        Word(
            "ask-later", .seconds(default: nil), .task(.submitted, .inputRequired),
            "submitted; asks for input after N seconds; an operator decides"),
        Word(
            "auth", .none, .task(.authRequired), "asks for authorisation; an operator decides, or an answer over A2A"),
        Word(
            "unknown-status", .seconds(default: nil), .task(.submitted, [(0, .unknown), (1, .completed)]),
            "submitted; polls say unknown; completed after N seconds"),

        // Time.
        Word("slow", .seconds(default: 5), .slow, "the work, and so the answer, takes N seconds"),
        Word(
            "progress", .seconds(default: 2), .progress,
            "done, but answered after N seconds; event streams tell progress"),

        // Turned away, nothing done.
        Word("reset", .times(default: 1), .before(.reset), "socket reset, nothing done, for the first N calls"),
        Word(
            "rate-limit", .times(default: 1), .before(.tooManyRequests),
            "HTTP 429 with Retry-After: 1, nothing done, for the first N calls"),
        Word(
            "error-500", .times(default: 1), .before(.internalServerError),
            "HTTP 500, nothing done, for the first N calls"),
        Word(
            "error-503", .times(default: 1), .before(.serviceUnavailable),
            "HTTP 503 with Retry-After: 1, nothing done, for the first N calls"),
        Word(
            "adcp-rate-limit", .times(default: 1), .before(.rateLimited),
            "error RATE_LIMITED, nothing done, for the first N calls"),
        Word(
            "unavailable", .times(default: 1), .before(.unavailable),
            "error SERVICE_UNAVAILABLE, nothing done, for the first N calls"),

        // Done, but the answer is spoilt.
        Word(
            "commit-then-reset", .times(default: 1), .after(.reset),
            "done, then the socket is reset, for the first N calls"),
        Word(
            "commit-then-500", .times(default: 1), .after(.internalServerError),
            "done, then HTTP 500, for the first N calls"),
        Word("html", .times(default: 1), .after(.html), "done; an HTML page, for the first N calls"),
        Word("garbage", .times(default: 1), .after(.garbage), "done; bytes that are no JSON, for the first N calls"),
        Word("nothing", .times(default: 1), .after(.nothing), "done; HTTP 200 and no body, for the first N calls"),
        Word("endless", .times(default: 1), .after(.endless), "done; a body without end, for the first N calls"),

        // Polls.
        Word(
            "wrong-task", .times(default: nil), .poll(.wrongTask),
            "polls answer with another task_id, always or the first N times"),
        Word(
            "vanish", .times(default: nil), .poll(.vanish),
            "polls say that there is no such task, always or the first N times"),

        // Webhooks.
        Word("never-calls-back", .none, .webhook(.never), "no webhook is sent, although one was registered"),
        Word("webhook-twice", .none, .webhook(.twice), "each webhook is delivered twice, alike"),
        Word("webhook-changed", .none, .webhook(.changed), "each webhook again with the same key and another body"),
        Word(
            "webhook-before-answer", .none, .webhook(.beforeAnswer),
            "the task runs to its end and its webhooks are delivered before the call is answered"),
    ]

    static let byName: [String: Word] = Dictionary(uniqueKeysWithValues: Self.words.map { ($0.name, $0) })

    /// The table for people.
    static var help: String {
        let width = Self.words.map { $0.usage.count }.max() ?? 0
        return Self.words
            .map { "  " + $0.usage + String(repeating: " ", count: width - $0.usage.count + 2) + $0.meaning }
            .joined(separator: "\n")
    }
}

extension Word {
    /// The word as it is written, such as `approve:N`.
    var usage: String {
        switch self.parameter {
        case .none: self.name
        case .seconds, .times: "\(self.name)[:N]"
        }
    }
}

extension Word.Effect {
    fileprivate static func task(_ first: TaskStatus) -> Self {
        .outcome(.task(first: first, then: []))
    }

    fileprivate static func task(_ first: TaskStatus, _ last: TaskStatus) -> Self {
        .outcome(.task(first: first, then: [.init(share: 1, status: last)]))
    }

    fileprivate static func task(_ first: TaskStatus, _ stages: [(Double, TaskStatus)]) -> Self {
        .outcome(.task(first: first, then: stages.map { .init(share: $0.0, status: $0.1) }))
    }
}
