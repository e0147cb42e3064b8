extension WebhookPayload {
    /// Task of the webhooks that a deployment sends itself to see whether they arrive. No AdCP task has that name.
    public static let trialTask = "holdfast_trial"
}
