/// How the seller behaves towards one request: its words, understood.
struct Behaviour: Sendable {
    /// An effect that hits the first calls only.
    struct Limited<Fault: Sendable>: Sendable {
        /// The word it came from; calls are counted under it.
        let word: String
        let fault: Fault
        /// Nil where every call is hit.
        let times: Int?
    }

    /// As the request wrote it.
    let text: String
    private(set) var outcome: Outcome?
    /// Time until the outcome's last stage; nil stands for the seller's usual time.
    private(set) var outcomeSeconds: Double?
    private(set) var slowSeconds: Double?
    private(set) var progressSeconds: Double?
    private(set) var refusals: [Limited<Refusal>] = []
    private(set) var breakages: [Limited<Breakage>] = []
    private(set) var pollFaults: [Limited<PollFault>] = []
    private(set) var webhookFaults: Set<WebhookFault> = []

    /// Done at once, nothing goes wrong.
    static let plain = Behaviour()

    private init() {
        self.text = ""
    }

    init(parsing text: String) throws(BehaviourError) {
        self.text = text
        for part in text.split(separator: Vocabulary.separator, omittingEmptySubsequences: false) {
            try self.add(part)
        }
    }

    private mutating func add(_ part: Substring) throws(BehaviourError) {
        let pieces = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(pieces.first ?? "")
        guard let word = Vocabulary.byName[name] else { throw .unknownWord(name) }
        let argument = try Argument(pieces.dropFirst().first, of: word)

        switch word.effect {
        case .outcome(let outcome):
            guard self.outcome == nil else { throw .twoOutcomes }
            self.outcome = outcome
            self.outcomeSeconds = argument.seconds
        case .slow: self.slowSeconds = argument.seconds
        case .progress: self.progressSeconds = argument.seconds
        case .before(let fault): self.refusals.append(.init(word: name, fault: fault, times: argument.times))
        case .after(let fault): self.breakages.append(.init(word: name, fault: fault, times: argument.times))
        case .poll(let fault): self.pollFaults.append(.init(word: name, fault: fault, times: argument.times))
        case .webhook(let fault): self.webhookFaults.insert(fault)
        }
    }

    /// What stood behind the colon, or the word's default.
    private struct Argument {
        var seconds: Double?
        var times: Int?

        init(_ text: Substring?, of word: Word) throws(BehaviourError) {
            switch (word.parameter, text) {
            case (.none, nil): break
            case (.none, _?): throw .badParameter(word.usage)
            case (.seconds(let standard), nil): self.seconds = standard
            case (.times(let standard), nil): self.times = standard
            case (.seconds, let text?):
                guard let seconds = Double(text), (0...86_400).contains(seconds) else {
                    throw .badParameter(word.usage)
                }
                self.seconds = seconds
            case (.times, let text?):
                guard let times = Int(text), times >= 0 else { throw .badParameter(word.usage) }
                self.times = times
            }
        }
    }
}

/// Text that does not say how to behave.
enum BehaviourError: Error, CustomStringConvertible {
    case unknownWord(String)
    case badParameter(String)
    case twoOutcomes

    var description: String {
        switch self {
        case .unknownWord(let name):
            "the sandbox has no behaviour \"\(name.prefix(64))\"; see sandbox-agents seller --help"
        case .badParameter(let usage): "the parameter does not fit; write \(usage), with N a number"
        case .twoOutcomes: "two words say what becomes of the request; one must go"
        }
    }
}
