extension WebhookPayload {
    /// Whether its own time is within five minutes of ours, as the other two ways of proving a webhook ask of theirs. A bearer token proves no time,
    /// so that whoever saw a webhook could send it again for ever; one without a time is late.
    ///
    /// - Parameter now: Unix time in seconds.
    public func isTimely(at now: Int64) -> Bool {
        guard let seconds = self.timestamp.flatMap(Timestamp.seconds) else { return false }
        return now - HMACSignature.window...now + HMACSignature.window ~= seconds
    }
}
