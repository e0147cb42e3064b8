/// Why a signed webhook is not believed: HTTP 401, and the raw value in `WWW-Authenticate: Signature error="…"`.
///
/// The cases stand in the order of the profile's checks (AdCP, verifier checklist for webhooks); the first that fails
/// is told. A sender takes all of them for the end of the delivery.
public enum WebhookSignatureError: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    /// Before the checks: it carries no signature but proves itself in another way than the route demands.
    case modeMismatch = "webhook_mode_mismatch"
    /// 1. The fields of the signature are missing, repeated or not what RFC 9421 says, or cover a field that is not
    /// there.
    case headerMalformed = "webhook_signature_header_malformed"
    /// 2. One of `created`, `expires`, `nonce`, `keyid`, `alg` and `tag` is missing, or the nonce is less than 16 bytes
    /// in base64url.
    case paramsIncomplete = "webhook_signature_params_incomplete"
    /// 3. It was signed for another purpose.
    case tagInvalid = "webhook_signature_tag_invalid"
    /// 4.
    case algorithmNotAllowed = "webhook_signature_alg_not_allowed"
    /// 5. Too old, from the future, or good for too long.
    case windowInvalid = "webhook_signature_window_invalid"
    /// 6. Something that has to be signed isn't.
    case componentsIncomplete = "webhook_signature_components_incomplete"
    /// 7. The seller has no such key.
    case keyUnknown = "webhook_signature_key_unknown"
    /// 8. The key is not for this, or not for this algorithm.
    case keyPurposeInvalid = "webhook_signature_key_purpose_invalid"
    /// 9. We do not know whether the key is still good.
    case revocationStale = "webhook_signature_revocation_stale"
    /// 9. The key is no longer good.
    case keyRevoked = "webhook_signature_key_revoked"
    /// 9a, and once more at 13. The key has used up its share of the nonce store.
    case rateAbuse = "webhook_signature_rate_abuse"
    /// 10. The request was sent to another address than ours, or one that has no canonical spelling.
    case targetURIMalformed = "webhook_target_uri_malformed"
    /// 10. The signature is not of this request by this key.
    case signatureInvalid = "webhook_signature_invalid"
    /// 11. The body is not the one whose digest was signed.
    case digestMismatch = "webhook_signature_digest_mismatch"
    /// 12. The nonce has been seen. For the caller, who has the store.
    case replayed = "webhook_signature_replayed"

    init(_ fault: SignatureFault) {
        // Each that a webhook can have has its own; the tests see to that.
        self = WebhookSignatureError(rawValue: "webhook_\(fault.rawValue)") ?? .headerMalformed
    }

    /// Code for the answer and the log.
    public var description: String {
        self.rawValue
    }
}
