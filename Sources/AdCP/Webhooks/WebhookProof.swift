/// One way in which a sender proves that a webhook is its own.
///
/// A route has exactly one, chosen when it was registered. What proves itself in another way is refused, however well it does
/// (AdCP, webhook receiver, order of operations). These are the older ways, with a shared secret; AdCP's default, which needs the
/// seller's public key first, is `WebhookSignature`.
public protocol WebhookProof: Sendable {
    /// Checks a webhook.
    ///
    /// - Parameter now: Unix time in seconds, from the clock that decides.
    func verify(_ request: WebhookRequest, at now: Int64) throws(WebhookProofError)
}

/// Why a webhook is not believed. All of them are HTTP 401; none says anything of the secret.
public enum WebhookProofError: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    /// It proves itself in another way than the route demands: a wrong registration, or somebody trying doors.
    case modeMismatch = "webhook_mode_mismatch"
    case signatureMissing = "webhook_signature_missing"
    case timestampMissing = "webhook_timestamp_missing"
    /// A header field that must stand once stands several times.
    case headerRepeated = "webhook_header_repeated"
    case timestampNotNumeric = "webhook_timestamp_not_numeric"
    case timestampOutsideWindow = "webhook_timestamp_outside_window"
    case signatureMalformed = "webhook_signature_malformed"
    case signatureInvalid = "webhook_signature_invalid"
    case credentialsMissing = "webhook_credentials_missing"
    case credentialsInvalid = "webhook_credentials_invalid"

    /// Code for the answer and the log.
    public var description: String {
        self.rawValue
    }
}
