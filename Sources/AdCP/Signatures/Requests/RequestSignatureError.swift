/// Why a signed request is not believed: HTTP 401, and the raw value in `WWW-Authenticate: Signature error="…"` (AdCP, verifier
/// checklist for requests).
public enum RequestSignatureError: String, Error, Sendable, CaseIterable, CustomStringConvertible {
    /// Before the checks: it has to be signed, and is not.
    case required = "request_signature_required"
    case headerMalformed = "request_signature_header_malformed"
    case paramsIncomplete = "request_signature_params_incomplete"
    case tagInvalid = "request_signature_tag_invalid"
    case algorithmNotAllowed = "request_signature_alg_not_allowed"
    case windowInvalid = "request_signature_window_invalid"
    case componentsIncomplete = "request_signature_components_incomplete"
    case componentsUnexpected = "request_signature_components_unexpected"
    case keyUnknown = "request_signature_key_unknown"
    case keyPurposeInvalid = "request_signature_key_purpose_invalid"
    case revocationStale = "request_signature_revocation_stale"
    case keyRevoked = "request_signature_key_revoked"
    case rateAbuse = "request_signature_rate_abuse"
    case targetURIMalformed = "request_target_uri_malformed"
    case signatureInvalid = "request_signature_invalid"
    case digestMismatch = "request_signature_digest_mismatch"
    /// For the caller, who has the store of nonces.
    case replayed = "request_signature_replayed"

    init(_ fault: SignatureFault) {
        // Each has its own; the tests see to that.
        self = RequestSignatureError(rawValue: "request_\(fault.rawValue)") ?? .headerMalformed
    }

    /// Code for the answer and the log.
    public var description: String { self.rawValue }
}
