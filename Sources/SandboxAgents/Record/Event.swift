/// What the record can tell.
enum Event: String, Sendable, CaseIterable {
    /// A buy exists from here on: `media_buy_id`, `operation_id`, `po_number`, `key_hash`, `token`, `task_id` where a task led to it.
    case mediaBuyCreated = "media_buy_created"
    case mediaBuyUpdated = "media_buy_updated"
    case creativesSynced = "creatives_synced"
    case creativeBuilt = "creative_built"
    /// `signal_agent_segment_id` and `destinations`.
    case signalActivated = "signal_activated"
    /// A plan is known from here on: `plan`.
    case planSynced = "plan_synced"
    /// Governance answered: `check_id`, `verdict`, and in `payload_operation_id` whose request it was about.
    case governanceChecked = "governance_checked"
    /// What became of an approval: `check_id`, `outcome`.
    case outcomeReported = "outcome_reported"
    /// A seller that asks for approvals took one: `check_id`.
    case approvalTaken = "approval_taken"
    /// An idempotency key was used up: `key_hash`, `request_hash` and the answer it repeats.
    case keySettled = "key_settled"
    /// A key was presented again and got its old answer.
    case replayed
    case taskCreated = "task_created"
    /// `status`, and `result` or `error` when it is the last.
    case taskChanged = "task_changed"
    /// An answer to what a task asks arrived over A2A, be it wanted or not: `task_id`.
    case answerReceived = "answer_received"
    /// A request was turned down as its behaviour demands.
    case requestRefused = "request_refused"
    /// `source` is `behaviour` or `failure_rate`, `fault` names it.
    case faultInjected = "fault_injected"
    /// The version of what it can is another: `version`.
    case capabilitiesChanged = "capabilities_changed"
    /// `notification_configs`, which replace the buyer's.
    case subscribersSynced = "subscribers_synced"
    /// A webhook is owed: its key and body, to be sent as they stand.
    case webhookDue = "webhook_due"
    /// One attempt and the `http_status` or `error` it met.
    case webhookAttempted = "webhook_attempted"
    /// No further attempt: `acknowledged`, `refused` or `abandoned`.
    case webhookFinished = "webhook_finished"
}
