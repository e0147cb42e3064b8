import AdCP
import Foundation

/// One race of the convergence contract (C §7): what the seller does, and what the network between does to it.
enum Race: String, Sendable, CaseIterable {
    /// I-5: the outcome in the call's own answer and in a webhook.
    case outcomeInAnswer = "outcome-in-answer"
    /// I-7: an answer that names the task, and the webhook of its end.
    case answerAgainstWebhook = "answer-against-webhook"
    /// I-6: a poll and a terminal webhook.
    case pollAgainstWebhook = "poll-against-webhook"
    /// I-4, I-35: webhooks of earlier states come after later ones.
    case outOfOrder = "out-of-order"
    /// I-2, I-19: the same delivery, again and again.
    case repeated
    /// I-18, I-24: the same delivery at two receivers at once.
    case twoReceivers = "two-receivers"
    /// I-21: the same outcome under two delivery keys.
    case twoKeys = "two-keys"
    /// I-20: two payloads under one delivery key.
    case changedPayload = "changed-payload"
    /// I-3: two outcomes.
    case twoOutcomes = "two-outcomes"
    /// I-8, I-9: the answer names another task than the webhooks do.
    case twoTasks = "two-tasks"

    /// How the sandbox seller behaves (`sandbox-agents seller --help`).
    var behaviour: String {
        switch self {
        case .answerAgainstWebhook, .twoTasks: "approve:0.02"
        case .outcomeInAnswer: "approve:0.02+webhook-before-answer"
        case .pollAgainstWebhook: "approve:0.2"
        case .outOfOrder: "review:0.1"
        default: "approve:0.05"
        }
    }

    /// Longest delay of an answer to Holdfast's calls, in milliseconds.
    var answerDelay: Int {
        switch self {
        case .outcomeInAnswer, .answerAgainstWebhook, .twoTasks: 400
        default: 20
        }
    }

    /// Longest delay of a webhook, in milliseconds.
    var webhookDelay: Int {
        switch self {
        case .twoReceivers: 0
        // Long enough for a poll or two.
        case .pollAgainstWebhook: 2_000
        case .repeated, .twoKeys, .changedPayload: 120
        // Wide, so that a machine under load does not always let the same one win.
        default: 400
        }
    }

    /// What the network makes of one webhook, in no order.
    func copies(of webhook: NetworkWebhook) -> [NetworkWebhook] {
        switch self {
        case .outcomeInAnswer, .answerAgainstWebhook, .pollAgainstWebhook, .outOfOrder, .twoTasks: [webhook]
        case .repeated: [webhook, webhook, webhook]
        case .twoReceivers: [webhook.at(0), webhook.at(1)]
        case .twoKeys: [webhook, webhook.with("idempotency_key", .string(webhook.key + "-other"))]
        case .changedPayload: [webhook, webhook.with("message", "Said differently")]
        case .twoOutcomes:
            webhook.isTerminal ? [webhook, webhook.withAnotherOutcome] : [webhook]
        }
    }

    /// What has to have been first at least once each, or it was no race: channels that told the last move, or the state that it left.
    var contenders: [String] {
        switch self {
        case .outcomeInAnswer: ["call from calling_adcp", "webhook from calling_adcp"]
        case .answerAgainstWebhook: ["webhook from calling_adcp", "webhook from submitted"]
        case .pollAgainstWebhook: ["poll from", "webhook from"]
        case .outOfOrder: ["from submitted", "from working"]
        case .twoOutcomes: ["from submitted,", "from submitted"]
        case .twoTasks: ["call from", "webhook from"]
        default: []
        }
    }

    /// Whether a person has to be told of every operation.
    var isContradiction: Bool { [.twoOutcomes, .twoTasks].contains(self) }
}
