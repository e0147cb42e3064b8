import AdCP

/// Error codes of our own, for steps that end without an answer of the agent.
enum StepError {
    /// Only webhooks tell of the agent's tasks.
    static let noPollTool = "NO_POLL_TOOL"
    /// Sending again could do it twice.
    static let notResendable = "NOT_RESENDABLE"
    /// The request names a webhook's secret, and there is no key to derive it from.
    static let noWebhookKey = "NO_WEBHOOK_KEY"
    /// The reference to the agent's credential leads nowhere.
    static let noCredential = "NO_CREDENTIAL"
    /// An answer may have been sent already, and is never sent twice.
    static let answerUnknown = "ANSWER_UNKNOWN"
    /// The agent refused an answer as it is; its question stands.
    static let answerRefused = "ANSWER_REFUSED"
    /// There was no answer to send.
    static let noAnswer = "NO_ANSWER"
    static let unknownAgent = "UNKNOWN_AGENT"
    /// The request holds a number that the agent's transport would change.
    static let unsafeNumber = "NUMBER_NOT_SAFE"
    /// The agent would not say what it can.
    static let agentRefused = "AGENT_REFUSED"
    /// The agent could not be asked what it can.
    static let agentUnreachable = "AGENT_UNREACHABLE"
    /// The database did not take the agent's answer as it was.
    static let answerNotRecorded = "ANSWER_NOT_RECORDED"

    /// Refusals that come before an agent looks for the idempotency key.
    static let precedesIdempotency: Set<String> = [
        ErrorCode.versionUnsupported.rawValue, ErrorCode.unsupportedFeature.rawValue, Self.unknownAgent,
        Self.unsafeNumber,
    ]
}
