import AdCP
import Foundation

/// One race of the convergence contract (C §7): what the seller does, and what the network between does to it.
enum Race: String, Sendable, CaseIterable {
    /// I-5, I-7: the call's own answer and a terminal webhook.
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
        case .pollAgainstWebhook: "approve:0.1"
        case .outOfOrder: "review:0.1"
        default: "approve:0.05"
        }
    }

    /// Longest delay of an answer to Holdfast's calls, in milliseconds.
    var answerDelay: Int {
        switch self {
        case .answerAgainstWebhook, .twoTasks, .pollAgainstWebhook: 120
        default: 20
        }
    }

    /// Longest delay of a webhook, in milliseconds.
    var webhookDelay: Int { self == .twoReceivers ? 0 : 120 }

    /// What the network makes of one webhook, in no order.
    func copies(of webhook: NetworkWebhook) -> [NetworkWebhook] {
        switch self {
        case .answerAgainstWebhook, .pollAgainstWebhook, .outOfOrder, .twoTasks: [webhook]
        case .repeated: [webhook, webhook, webhook]
        case .twoReceivers: [webhook.at(0), webhook.at(1)]
        case .twoKeys: [webhook, webhook.with("idempotency_key", .string(webhook.key + "-other"))]
        case .changedPayload: [webhook, webhook.with("message", "Said differently")]
        case .twoOutcomes:
            webhook.isTerminal ? [webhook, webhook.withAnotherOutcome] : [webhook]
        }
    }

    /// Whether its operations end in more than one way, depending on what comes first.
    var hasTwoWinners: Bool {
        [.answerAgainstWebhook, .pollAgainstWebhook, .outOfOrder, .twoOutcomes, .twoTasks].contains(self)
    }

    /// Whether a person has to be told of every operation.
    var isContradiction: Bool { [.twoOutcomes, .twoTasks].contains(self) }
}
