/// A fault that strikes at random, by the seller's failure rate, whatever the request asked for.
enum RandomFault: Sendable, Equatable {
    case before(Refusal)
    case after(Breakage)
    case slow(seconds: Double)
    case duplicateWebhook

    /// For the record.
    var name: String {
        switch self {
        case .before(let refusal): "\(refusal.rawValue)_before"
        case .after(let breakage): "\(breakage.rawValue)_after"
        case .slow: "slow"
        case .duplicateWebhook: "duplicate_webhook"
        }
    }

    /// Draws whether a call is struck, and by what.
    ///
    /// - Parameter hasWebhook: the call registers a webhook, so that delivering it twice would show.
    static func draw(rate: Double, hasWebhook: Bool, from generator: inout SeededGenerator) -> RandomFault? {
        guard rate > 0, Double.random(in: 0..<1, using: &generator) < rate else { return nil }
        var faults: [RandomFault] = [
            .before(.reset), .before(.internalServerError), .before(.serviceUnavailable),
            .after(.reset), .after(.internalServerError), .after(.serviceUnavailable),
            .slow(seconds: Double.random(in: 0.05...1, using: &generator)),
        ]
        if hasWebhook {
            faults.append(.duplicateWebhook)
        }
        return faults.randomElement(using: &generator)
    }
}
